/** One system, measured from its start to its stop. */
import type { Options } from './options.ts'
import { spread, oneHotProduct } from './load/wishes.ts'
import { seededRandom } from './load/random.ts'
import { growth, type Growth } from './measures/growth.ts'
import { highest, saturate, type Highest } from './measures/highest.ts'
import { soak, type Soak } from './measures/soak.ts'
import { steady, type Load, type Steady } from './measures/steady.ts'
import { memoryOf, usageOf } from './process/usage.ts'
import type { System } from './systems/system.ts'

/** Whether every order that was taken on was carried out, and once. */
export type Books = { readonly accepted: number; readonly done: number; readonly unitsSold: number }

export type Measured = {
  readonly name: string
  readonly settings: readonly string[]
  readonly versions: Readonly<Record<string, string>>
  readonly idleMemory: Readonly<Record<string, number>>
  readonly rates: readonly Steady[]
  readonly highest: Highest | null
  readonly hot: Highest | null
  readonly growth: Growth | null
  readonly soak: Soak | null
  readonly books: Books
}

const warmUp = { seconds: 10, inFlight: 16 }
const probeSeconds = 15

export async function measure(
  start: () => Promise<System>,
  options: Options,
  say: (line: string) => void,
): Promise<Measured> {
  const system = counting(await start())
  const tell = (line: string): void => say(`${system.name}: ${line}`)
  try {
    const random = seededRandom(options.seed)
    const load: Load = { wishes: spread(options.users, options.products, random), arrivals: options.arrivals, random }
    const seconds = options.minutes * 60
    const search = { inFlight: options.inFlight, probeSeconds, seconds }

    const idleMemory = memoryOf(usageOf(system.parts()))
    tell(`warming up for ${warmUp.seconds} s`)
    await saturate(system, load, warmUp.inFlight, warmUp)
    await system.settle()

    const rates: Steady[] = []
    for (const rate of options.rates) {
      const result = await steady(system, load, rate, seconds)
      rates.push(result)
      tell(`${rate} a second: p50 ${result.latency.p50?.toFixed(1)} ms, p99 ${result.latency.p99?.toFixed(1)} ms`)
      await system.settle()
    }
    const highestRate = options.highest ? await highest(system, load, search, tell) : null
    await system.settle()
    const hotLoad = { ...load, wishes: oneHotProduct(options.users, random) }
    if (options.hot) tell('now everybody wants the same product')
    const hot = options.hot ? await highest(system, hotLoad, search, tell) : null
    await system.settle()
    const { users, inFlight, soakRate } = options
    const extent = {
      orders: options.growth ?? 0,
      stored: system.accepted(),
      users,
      ratePerSecond: 20,
      seconds,
      inFlight,
    }
    const grown = options.growth && system.pages ? await growth(system, load, extent, tell) : null
    const soaked = options.soak ? await soak(system, load, soakRate, options.soak * 60) : null

    await system.settle()
    const { name, settings, versions } = system
    const books = { accepted: system.accepted(), done: system.done(), unitsSold: await system.unitsSold() }
    return {
      name,
      settings,
      versions,
      idleMemory,
      rates,
      highest: highestRate,
      hot,
      growth: grown,
      soak: soaked,
      books,
    }
  } finally {
    await system.stop()
  }
}

type Counted = System & { readonly accepted: () => number; readonly done: () => number }

/** Counts over all measurements what was taken on and what was carried out, however late. */
function counting(system: System): Counted {
  const done = new Set<string>()
  let accepted = 0
  return {
    ...system,
    place: async (wish) => {
      const orderId = await system.place(wish)
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
