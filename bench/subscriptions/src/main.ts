/** `npm run bench:subscriptions -- [clients] [names]`: memory of a router per subscriber, and how long an event for all of them takes. */

import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { Child } from '@shop/dev/process/child.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { commandLine, wholeNumber } from '@shop/platform/command-line.ts'
import { compose } from '@shop/router/supergraph/compose.ts'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { installPeers } from '../../router/src/install.ts'
import { measuredOrNone } from '../../router/src/measured.ts'
import { ready } from '../../router/src/ready.ts'
import { type RouterUnderTest, namesOption } from '../../router/src/routers.ts'
import { distribution } from '../../saga/src/load/percentiles.ts'
import { machine } from '../../saga/src/machine.ts'
import { cpuBetween, usageOf } from '../../saga/src/process/usage.ts'
import { type TableCell, table } from '../../saga/src/report/table.ts'
import { Clients } from './clients.ts'
import { routers } from './routers.ts'
import { PORT, schema, subgraph } from './schema.ts'

const ROUNDS = 10
const WARM_CLIENTS = 200
const PAUSE_MS = 3_000
const INSPECTOR_PORT = 23_940
const FIRST_PORT = 23_930

const cases = [
  { name: 'each its own order', idOf: (n: number) => `order-${n}` },
  { name: 'all the same order', idOf: () => 'order-0' },
]

const { processedArgs } = commandLine({
  script: 'bench:subscriptions',
  does: 'Measures the memory of a router per subscriber, and how long an event for all of them takes.',
  examples: { '': 'ten thousand clients', '1000 ours': 'a thousand, of the routers whose names have that' },
})
  .argument('[clients]', 'how many', wholeNumber, 10_000)
  .argument('[names]', 'of routers, or substrings of their names, with commas', namesOption(routers('', FIRST_PORT)))
  .parse()
const [clientCount, isChosen = () => true] = processedArgs
const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-subscriptions-'))
const supergraph = path.join(folder, 'supergraph.graphql')
const chosen = routers(supergraph, FIRST_PORT).filter(isChosen)

const Targets = z.array(z.object({ webSocketDebuggerUrl: z.string() }))

/** Makes a Node process that was started with `--inspect=PORT` collect its garbage, so that what is left is what it needs. */
async function collectGarbage(port: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
  const [target] = Targets.parse(await answer.json())
  if (!target) throw new Error(`nothing to inspect on port ${port}`)
  const socket = new WebSocket(target.webSocketDebuggerUrl)
  await once(socket, 'open')
  const answered = once(socket, 'message')
  socket.send('{"id":1,"method":"HeapProfiler.collectGarbage"}')
  await answered
  socket.close()
}

async function measure(router: RouterUnderTest, { name, idOf }: (typeof cases)[number]): Promise<TableCell[]> {
  const child = await Child.spawn({
    file: process.execPath,
    args: [`--inspect=127.0.0.1:${INSPECTOR_PORT}`, ...router.args],
    cwd: projectRoot,
    env: router.env,
  })
  const processes = [{ name: 'router', pid: child.pid }]
  const memory = async (): Promise<number> => {
    await after(PAUSE_MS)
    await collectGarbage(INSPECTOR_PORT)
    return usageOf(processes)['router']?.memoryBytes ?? 0
  }
  const url = router.url.replace('http', 'ws')
  const clients = new Clients()
  try {
    await ready(router.url, child)
    const warm = new Clients()
    await warm.open(url, WARM_CLIENTS, (n) => `warm-${n}`)
    for (let round = 0; round < ROUNDS; round += 1) await warm.round(emit)
    warm.close()
    const before = await memory()
    const opening = performance.now()
    await clients.open(url, clientCount, idOf)
    const openSeconds = (performance.now() - opening) / 1000
    const each = ((await memory()) - before) / clientCount / 1024
    const used = usageOf(processes)
    const lasts: number[] = []
    const firsts: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = performance.now()
      const arrivals = await clients.round(emit)
      firsts.push(Math.min(...arrivals) - start)
      lasts.push(Math.max(...arrivals) - start)
    }
    const cpu = (cpuBetween(used, usageOf(processes))['router'] ?? 0) / ROUNDS
    const wrong = clients.heard.filter((count) => count !== ROUNDS + 1).length
    const { p50, max } = distribution(lasts)
    return [name, router.name, clientCount, openSeconds, each, distribution(firsts).p50, p50, max, cpu, wrong]
  } finally {
    clients.close()
    await child.stop(10_000)
  }
}

async function emit(): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${PORT}/emit`, { method: 'POST' })
  await answer.text()
}

await installPeers()
const source = await Child.spawn({
  file: process.execPath,
  args: [path.join(import.meta.dirname, 'serve.ts')],
  cwd: projectRoot,
})
try {
  await writeFile(supergraph, compose([{ ...subgraph, sdl: schema }]))
  const { cpu, cores, node: version, loadBefore, commit } = await machine()
  console.log(`${cpu}, ${cores} cores, Node ${version}, load before ${loadBefore.toFixed(1)}, commit ${commit}\n`)
  const rows: TableCell[][] = []
  for (const one of cases)
    for (const router of chosen) {
      const row = await measuredOrNone(`${one.name}, ${router.name}`, () => measure(router, one))
      if (row) rows.push(row)
    }
  if (rows.length === 0) process.exitCode = 1
  const heads = [
    'case',
    'router',
    'clients',
    'opened s',
    'KiB each',
    'first ms',
    'last ms',
    'worst last',
    'CPU ms/event',
  ]
  console.log(table([...heads, 'wrong'], rows))
} finally {
  await source.stop(2_000)
  await rm(folder, { recursive: true })
}
