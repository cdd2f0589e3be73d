/** Which services run a source file, and a watcher that reports edits. */
import { watch, type FSWatcher } from 'node:fs'
import path from 'node:path'
import { services, subgraphs, type ServiceName } from './topology.ts'

/** What all subgraphs load. */
const common = ['events', 'contract', 'subgraph-server']
const folders = ['subgraphs', 'router', 'platform', ...common]
const SETTLED_MS = 200

/** None for tests, and for what no service loads. `file` is relative to the project. */
export function servicesOf(file: string): readonly ServiceName[] {
  if (!/\.(ts|graphql)$/.test(file) || file.endsWith('.test.ts') || file.includes('node_modules')) return []
  const [folder = '', name, ...inside] = file.split(path.sep)
  if (folder === 'router') return file.startsWith(path.join('router', 'src')) ? ['router'] : []
  if (folder === 'subgraphs') {
    const isContract = inside.length === 1 && file.endsWith('.ts') // manifest.ts and what it says of events
    return isContract ? subgraphs : subgraphs.filter((each) => each === name)
  }
  if (folder === 'platform') return services
  return common.includes(folder) ? subgraphs : []
}

/** Calls `edited` with the services that run the edited files, after a moment without edits. Close it. */
export function watchSources(root: string, edited: (names: readonly ServiceName[]) => void): { close: () => void } {
  const waiting = new Set<ServiceName>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const report = (): void => {
    const names = services.filter((name) => waiting.has(name))
    waiting.clear()
    edited(names)
  }
  const changed = (file: string): void => {
    const names = servicesOf(file)
    if (names.length === 0) return
    for (const name of names) waiting.add(name)
    clearTimeout(timer)
    timer = setTimeout(report, SETTLED_MS)
  }
  const watchers = folders.map((folder): FSWatcher =>
    watch(path.join(root, folder), { recursive: true }, (_event, name) => name && changed(path.join(folder, name))),
  )
  return {
    close: () => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    },
  }
}
