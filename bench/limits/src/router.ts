/** Our router as in production, over a graph that is measured. */

import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Child } from '@shop/dev/process/child.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { serviceCommand } from '@shop/dev/shop/topology.ts'
import { compose } from '@shop/router/supergraph/compose.ts'
import { ready } from '../../router/src/ready.ts'

const PORT = 23_960
const MONITOR_PORT = 23_961

export type MeasuredRouter = {
  readonly url: string
  readonly pid: number
  /** Where it is monitored: the longest block of the event loop since the last call; `cpuMs`: its CPU time. */
  readonly maxBlock: () => Promise<Block>
  /** Gives it another supergraph. Resolves when that is written. */
  readonly serve: (schemas: Readonly<Record<string, string>>) => Promise<void>
  readonly stop: () => Promise<void>
}

export type Block = { readonly wallMs: number; readonly cpuMs: number }

/** @param script of the subgraphs; resolves when it has said where they listen */
export async function subgraphsOf(script: string): Promise<{ child: Child; said: string }> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const child = await Child.spawn({ file: process.execPath, args: [script], cwd: projectRoot }, resolve)
  const said = await Promise.race([promise, child.exited.then(() => '')])
  if (said === '') throw new Error(`The subgraphs do not start:\n${child.lastLines.join('\n')}`)
  return { child, said }
}

/** @param schemas of subgraphs by name; @param urlOf where they answer; `monitored`: the event loop is looked at, which costs */
export async function startRouter(
  schemas: Readonly<Record<string, string>>,
  urlOf: (name: string) => string,
  { settings = {}, monitored = false }: { settings?: Readonly<Record<string, string>>; monitored?: boolean } = {},
): Promise<MeasuredRouter> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-limits-'))
  const supergraph = path.join(folder, 'supergraph.graphql')
  const serve: MeasuredRouter['serve'] = async (all) => {
    const sdl = compose(Object.entries(all).map(([name, text]) => ({ name, url: urlOf(name), sdl: text })))
    await writeFile(`${supergraph}.new`, sdl)
    await rename(`${supergraph}.new`, supergraph)
  }
  await serve(schemas)
  const command = serviceCommand('router', {
    ...{ NODE_ENV: 'production', SUPERGRAPH: supergraph, PORT: String(PORT), MONITOR_PORT: String(MONITOR_PORT) },
    ...settings,
  })
  const monitor = monitored ? ['--import', path.join(import.meta.dirname, 'monitor.ts')] : []
  const child = await Child.spawn({ ...command, args: [...monitor, ...command.args] })
  const url = `http://127.0.0.1:${PORT}/graphql`
  await ready(url, child)
  return {
    url,
    pid: child.pid,
    serve,
    maxBlock: async () => {
      const answered = await fetch(`http://127.0.0.1:${MONITOR_PORT}`)
      const { wallMs, cpuMs }: Block = JSON.parse(await answered.text())
      return { wallMs, cpuMs }
    },
    stop: async () => {
      await child.stop(5_000)
      await rm(folder, { recursive: true })
    },
  }
}
