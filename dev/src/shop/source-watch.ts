/** Which parts of the shop run a source file, and who is told when one is edited. */
import { watch, type FSWatcher } from 'node:fs'
import path from 'node:path'
import { services, subgraphs, type ServiceName } from './topology.ts'

/** What all subgraphs load. */
const common = ['events', 'contract', 'subgraph-server']
const rooms = ['subgraphs', 'router', 'platform', ...common]
const SETTLED_MS = 200

/** None for tests, and for what no part loads. `file` is relative to the project. */
export function partsOf(file: string): readonly ServiceName[] {
  if (!/\.(ts|graphql)$/.test(file) || file.endsWith('.test.ts') || file.includes('node_modules')) return []
  const [room = '', name, ...inside] = file.split(path.sep)
  if (room === 'router') return file.startsWith(path.join('router', 'src')) ? ['router'] : []
  if (room === 'subgraphs') {
    const isContract = inside.length === 1 && file.endsWith('.ts') // manifest.ts and what it says of events
    return isContract ? subgraphs : subgraphs.filter((each) => each === name)
  }
  if (room === 'platform') return services
  return common.includes(room) ? subgraphs : []
}

/** Calls `edited` with the parts that run what was edited, when nothing more has been for a moment. Close it. */
export function watchSources(root: string, edited: (parts: readonly ServiceName[]) => void): { close: () => void } {
  const waiting = new Set<ServiceName>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const tell = (): void => {
    const parts = services.filter((name) => waiting.has(name))
    waiting.clear()
    edited(parts)
  }
  const changed = (file: string): void => {
    const parts = partsOf(file)
    if (parts.length === 0) return
    for (const part of parts) waiting.add(part)
    clearTimeout(timer)
    timer = setTimeout(tell, SETTLED_MS)
  }
  const watchers = rooms.map((room): FSWatcher =>
    watch(path.join(root, room), { recursive: true }, (_event, name) => name && changed(path.join(room, name))),
  )
  return {
    close: () => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    },
  }
}
