/** The options of the command line. */
import { services, type ServiceName } from '@shop/dev/shop/topology.ts'
import { commandLine, InvalidArgumentError, oneOf, wholeNumber } from '@shop/platform/command-line.ts'
import type { Arrivals } from './load/schedule.ts'
import { peerShapes, type PeerShape } from './systems/restate/services.ts'

export type BenchOptions = {
  readonly shop: boolean
  readonly oneProcess: boolean
  readonly peers: readonly PeerShape[]
  readonly rates: readonly number[]
  readonly minutes: number
  readonly warmUp: number // seconds
  readonly highest: boolean
  readonly hot: boolean
  readonly growth: number | undefined // orders
  readonly soak: number | undefined // minutes
  readonly soakRate: number
  readonly count: boolean
  readonly steps: boolean
  readonly inFlight: number
  readonly users: number
  readonly products: number
  readonly arrivals: Arrivals
  readonly keys: boolean
  readonly seed: number
  readonly profile: readonly ServiceName[]
}

const list = (text: string): string[] => (text === 'none' ? [] : text.split(',').filter(Boolean))

const listOf =
  <Item>(read: (text: string) => Item) =>
  (text: string): readonly Item[] =>
    list(text).map(read)

const min =
  (min: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isFinite(value) && value >= min) return value
    throw new InvalidArgumentError(`Expected a number from ${min}.`)
  }

const command = () =>
  commandLine({
    script: 'bench:saga',
    does: 'Orders through the whole saga, here and elsewhere: latency at given rates, the highest rate, memory.',
    examples: {
      '': '20 and 50 orders a second for a minute each, then the highest rate',
      '--rates 50 --minutes 0.2 --no-highest': 'a quick look',
      '--peer restate --hot': 'the same saga on Restate, too; and one product that everybody wants',
      '--count': 'statements, rows, messages and bytes of an order, at those rates and at the highest',
      '--rates none --no-highest --growth 100000': 'what a shop with many orders costs',
    },
  })
    .option('--rates <list>', 'orders a second to measure latency at, with commas; or none', listOf(min(0.1)), [20, 50])
    .option('--minutes <n>', 'how long each rate is held', min(0.01), 1)
    .option('--warm-up <seconds>', 'of 32 orders under way, before anything is measured', min(1), 60)
    .option('--no-highest', 'leave out the search for the highest rate')
    .option('--hot', 'also the highest rate where everybody wants one product', false)
    .option('--growth <orders>', 'the shop with 1,000 orders, then with so many: latency and pages', min(2_000))
    .option('--soak <minutes>', 'of everyday load: memory', min(0.1))
    .option('--soak-rate <n>', 'orders a second of that', min(0.1), 20)
    .option('--count', 'count what an order costs the engines, and measure nothing else', false)
    .option('--steps', 'also where the time goes, from step to step, at each rate', false)
    .option('--peer <name>', 'the same saga there, too: restate', oneOf('restate'))
    .option('--peer-shape <list>', `of the peer: ${peerShapes.join(', ')}`, listOf(oneOf(...peerShapes)), [
      'workflow',
    ] as const)
    .option('--no-shop', 'only the peer')
    .option('--one-process', 'the shop with its subgraphs in one process', false)
    .option('--in-flight <n>', 'orders under way when the highest rate is looked for', wholeNumber, 256)
    .option('--users <n>', 'how many buy', wholeNumber, 1_000)
    .option('--products <n>', 'how many they choose from', wholeNumber, 100)
    .option('--arrivals <name>', 'poisson, or fixed: one every 1/rate', oneOf('poisson', 'fixed'), 'poisson' as const)
    .option('--keys', 'every order with an idempotency key', false)
    .option('--seed <n>', 'other buyers, other moments', min(0), 1)
    .option(
      '--profile <list>',
      `write CPU profiles of these services: ${services.join(', ')}`,
      listOf(oneOf(...services)),
      [],
    )

/** `refuse`: for tests, what is done instead of ending the process. */
export function readOptions(args: readonly string[], refuse?: (error: Error) => never): BenchOptions {
  const reader = command()
  if (refuse) reader.exitOverride(refuse).configureOutput({ outputError: () => {} })
  const { peer, peerShape, growth, soak, ...rest } = reader.parse([...args], { from: 'user' }).opts()
  const peers = peer === undefined ? [] : peerShape
  const options = { ...rest, peers, growth, soak }
  const { shop, oneProcess, profile, rates, highest, hot } = options
  const measuresNothing =
    !options.count && rates.length === 0 && !highest && !hot && growth === undefined && soak === undefined
  if ((!shop && peers.length === 0) || measuresNothing) reader.error('There is nothing to measure.')
  if (oneProcess && profile.some((name) => name !== 'router'))
    reader.error('--profile: with --one-process only the router is a process of its own.')
  return options
}
