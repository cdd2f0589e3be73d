/** One system, measured from its start to its stop. Each run has data of its own. */
import type { BenchOptions } from './options.ts'
import { mostlyRegulars, oneHotProduct, spread } from './load/workload.ts'
import { seededRandom } from '@shop/platform/testing/random.ts'
import { counts, type Counted } from './measures/counts.ts'
import { growth, type Growth } from './measures/growth.ts'
import { highest, saturate, type Highest } from './measures/highest.ts'
import { soak, type Soak } from './measures/soak.ts'
import { steady, type SteadyLoad, type Steady } from './measures/steady.ts'
import { memoryOf, usageOf } from './process/usage.ts'
import type { System } from './systems/system.ts'

/** Whether every accepted order was carried out exactly once; `unitsSold`: null where the database did not say. */
export type Books = { readonly accepted: number; readonly done: number; readonly unitsSold: number | null }

export type SagaFigures = {
  readonly name: string
  readonly settings: readonly string[]
  readonly versions: Readonly<Record<string, string>>
  readonly idleMemory: Readonly<Record<string, number>>
  readonly rates: readonly Steady[]
  readonly highest: Highest | null
  readonly hot: Highest | null
  readonly growth: Growth | null
  readonly soak: Soak | null
  readonly counts: readonly Counted[]
  readonly books: Books
}

const warmUpInFlight = 32
const warmUpOrders = 500 // where few orders are to be stored
const growthRate = 20 // orders a second
const probeSeconds = 15

type Say = (line: string) => void
type MeasuredFigures = Pick<SagaFigures, 'rates' | 'highest' | 'hot' | 'growth' | 'soak' | 'counts'>
const nothing: MeasuredFigures = { rates: [], highest: null, hot: null, growth: null, soak: null, counts: [] }

/** Everything but growth; undefined where none of it is requested. */
export function measure(
  start: () => Promise<System>,
  options: BenchOptions,
  say: Say,
): Promise<SagaFigures> | undefined {
  const { rates, users, inFlight } = options
  const seconds = options.minutes * 60
  const search = { inFlight, probeSeconds, seconds }
  if (rates.length === 0 && !options.highest && !options.hot && !options.soak) return undefined
  return from(start, options, say, async (system, load, report) => {
    report(`warming up for ${options.warmUp} s`)
    await saturate(system, load, warmUpInFlight, { seconds: options.warmUp })
    const steadily: Steady[] = []
    for (const rate of rates) {
      await system.settle()
      const result = await steady(system, load, rate, seconds)
      steadily.push(result)
      report(`${rate} a second: p50 ${result.latency.p50?.toFixed(1)} ms, p99 ${result.latency.p99?.toFixed(1)} ms`)
    }
    await system.settle()
    const found = options.highest ? await highest(system, load, search, report) : null
    await system.settle()
    if (options.hot) report('now everybody wants the same product')
    const hotLoad = { ...load, workload: oneHotProduct(users, load.random) }
    const hot = options.hot ? await highest(system, hotLoad, search, report) : null
    await system.settle()
    const soaked = options.soak ? await soak(system, load, options.soakRate, options.soak * 60) : null
    return { ...nothing, rates: steadily, highest: found, hot, soak: soaked }
  })
}

/** From a few orders to `orders` of them. */
export async function measureGrowth(
  start: () => Promise<System>,
  options: BenchOptions,
  orders: number,
  say: Say,
): Promise<SagaFigures> {
  const { users, products, inFlight } = options
  const grown = await from(start, options, say, async (system, { random, ...anybody }, report) => {
    const load = { ...anybody, random, workload: mostlyRegulars(users, products, random) }
    await saturate(system, load, warmUpInFlight, { orders: warmUpOrders })
    const extent = { orders, stored: system.accepted(), ratePerSecond: growthRate, inFlight }
    return { ...nothing, growth: await growth(system, load, { ...extent, seconds: options.minutes * 60 }, report) }
  })
  return { ...grown, name: `${grown.name}, filling up` }
}

/** Statements, rows, messages and bytes of an order. */
export function measureCounts(start: () => Promise<System>, options: BenchOptions, say: Say): Promise<SagaFigures> {
  const { rates, minutes, inFlight } = options
  return from(start, options, say, async (system, load, report) => {
    await saturate(system, load, warmUpInFlight, { orders: warmUpOrders })
    return { ...nothing, counts: await counts(system, load, { rates, seconds: minutes * 60, inFlight }, report) }
  })
}

async function from(
  start: () => Promise<System>,
  { seed, users, products, arrivals }: BenchOptions,
  say: Say,
  work: (system: CountedSystem, load: SteadyLoad, report: Say) => Promise<MeasuredFigures>,
): Promise<SagaFigures> {
  const system = counting(await start())
  try {
    const { name, settings, versions } = system
    const idleMemory = memoryOf(usageOf(system.processes()))
    const random = seededRandom(seed)
    const load = { workload: spread(users, products, random), arrivals, random }
    const report = (line: string) => say(`${name}: ${line}`)
    const results = await work(system, load, report)
    return { name, settings, versions, idleMemory, ...results, books: await booksOf(system, report) }
  } finally {
    await system.stop()
  }
}

/** What was measured is not lost where they cannot be read. */
async function booksOf(system: CountedSystem, report: Say): Promise<Books> {
  const unitsSold = await system
    .settle()
    .then(() => system.unitsSold())
    .catch((error: unknown) => {
      report(`the units sold cannot be read: ${String(error)}`)
      return null
    })
  return { accepted: system.accepted(), done: system.done(), unitsSold }
}

type CountedSystem = System & { readonly accepted: () => number; readonly done: () => number }

/** Counts accepted and completed orders over all measurements, however late. */
function counting(system: System): CountedSystem {
  const done = new Set<string>()
  let accepted = 0
  return {
    ...system,
    place: async (request) => {
      const orderId = await system.place(request)
      accepted++
      return orderId
    },
    watch: (prepared) =>
      system.watch((orderId) => {
        done.add(orderId)
        prepared(orderId)
      }),
    accepted: () => accepted,
    done: () => done.size,
  }
}
