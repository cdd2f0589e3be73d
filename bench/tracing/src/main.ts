/** `npm run bench:tracing`: what traces cost, as the difference between two shops that take turns on one machine. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { runMain } from '@shop/dev/obstacle.ts'
import { Child } from '@shop/dev/process/child.ts'
import { StopSignals } from '@shop/dev/stop-signals.ts'
import { commandLine, InvalidArgumentError, positiveNumber, wholeNumber } from '@shop/platform/command-line.ts'
import { machine } from '../../saga/src/machine.ts'
import { table } from '../../saga/src/report/table.ts'
import { RunningSystem, say } from '../../saga/src/systems/running.ts'
import { startShop } from '../../saga/src/systems/shop/shop.ts'
import type { System } from '../../saga/src/systems/system.ts'
import { differenceOf, pairOf, type Pair } from './pairs.ts'
import { turn, type BenchmarkTurn, type TurnLoad } from './turns.ts'

const size = { users: 200, products: 50 }

const { rounds, seconds, share, orders, pages } = commandLine({
  script: 'bench:tracing',
  does: `Two shops, as deployed, one of which exports spans of a share of its traces, get the same orders and pages in turns. CPU of all
services and the router together, for one order and for one page; engines, load and collector are not in it.`,
  examples: {
    '': 'a share of a tenth, 8 rounds, nine minutes',
    '--share 1': 'every trace',
    '--share 0': 'none: what the check alone costs',
  },
})
  .option('--rounds <n>', 'of four turns, two of each shop; two rounds at least', wholeNumber, 8)
  .option('--seconds <n>', 'of orders and of pages, in each turn', positiveNumber, 6)
  .option('--share <n>', 'of the traces that are sampled, from 0 to 1', shareOfTraces, 0.1)
  .option('--orders <n>', 'a second', positiveNumber, 40)
  .option('--pages <n>', 'a second', positiveNumber, 150)
  .parse()
  .opts()

const WARM_ROUNDS = 2

/** Four turns a round, so that neither shop has the better places, nor gains by what warms or fills up meanwhile. */
const turnsOfRound = {
  even: ['without', 'with', 'with', 'without'],
  odd: ['with', 'without', 'without', 'with'],
} as const

function shareOfTraces(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 1) return value
  throw new InvalidArgumentError('Expected a number from 0 to 1.')
}

async function main(): Promise<void> {
  const where = await machine()
  const collector = await startCollector()
  const traced = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: String(share),
  }
  const shop = (env: Readonly<Record<string, string>>): Promise<System> =>
    startShop({ size, connections: 64, keys: false, env })
  const plain = await shop({})
  const observed = await shop(traced)
  const load: TurnLoad = { size, ordersPerSecond: orders, pagesPerSecond: pages, seconds }
  const perOrder: Pair[] = []
  const perPage: Pair[] = []
  let failed = 0
  for (let n = -WARM_ROUNDS; n < rounds; n++) {
    const turns = { without: [] as BenchmarkTurn[], with: [] as BenchmarkTurn[] }
    for (const which of turnsOfRound[n % 2 === 0 ? 'even' : 'odd']) {
      const system = which === 'with' ? observed : plain
      turns[which].push(await turn(system, load, 2 * (n + WARM_ROUNDS) + turns[which].length))
    }
    if (n < 0) continue // warming up
    failed += [...turns.without, ...turns.with].reduce((sum, each) => sum + each.failed, 0)
    perOrder.push(pairOf(turns, (each) => each.cpuMsPerOrder))
    perPage.push(pairOf(turns, (each) => each.cpuMsPerPage))
    say(`round ${n + 1}: an order ${pairText(perOrder)}, a page ${pairText(perPage)}`)
  }
  const rows = Object.entries({ 'an order': perOrder, 'a page': perPage }).map(([name, pairs]) => {
    const { without, with: traces, percent, within } = differenceOf(pairs)
    return [name, without, traces, `${percent.toFixed(1)} % ± ${within.toFixed(1)}`]
  })
  console.log(`${where.cpu}, ${where.cores} cores, load ${where.loadBefore.toFixed(2)} before; commit ${where.commit}`)
  console.log(`${rounds} rounds; ${share * 100} % of traces, in ${collector.exports()} exports; ${failed} failed\n`)
  console.log(table(['what', 'CPU ms without', 'with traces', 'difference'], rows))
  collector.stop()
}

type Collector = {
  readonly url: string
  /** Exports that were taken. */
  readonly exports: () => number
  readonly stop: () => void
}

/** A collector that counts what it is sent, and keeps none of it. */
async function startCollector(): Promise<Collector> {
  let taken = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      taken++
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const stop = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}`, exports: () => taken, stop }
}

function pairText(pairs: readonly Pair[]): string {
  const last = pairs.at(-1)
  return last ? `${last.without.toFixed(2)} and ${last.with.toFixed(2)} ms` : ''
}

const signals = new StopSignals(() => {
  Child.killAll()
  process.exit(1)
})
const stopped = signals.wait().then(() => {
  say('Stopping (once more: at once) ...')
  process.exitCode = 130
})
await Promise.race([runMain(main), stopped])
await RunningSystem.stopAll()
await Child.endAll()
process.exit()
