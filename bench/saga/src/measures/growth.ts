/** Whether the shop becomes slower as it fills. */
import type { Distribution } from '../load/percentiles.ts'
import { distribution } from '../load/percentiles.ts'
import { regulars } from '../load/workload.ts'
import type { System } from '../systems/system.ts'
import { saturate } from './highest.ts'
import { steady, type SteadyLoad, type Steady } from './steady.ts'

export type Stage = {
  readonly storedOrders: number
  readonly placing: Steady
  /** Milliseconds of each query of a reader, one after another. */
  readonly pages: Readonly<Record<string, Distribution>>
}

export type Growth = { readonly small: Stage; readonly large: Stage; readonly fillSeconds: number }

type Extent = {
  readonly orders: number // at the end
  readonly stored: number // by now
  readonly ratePerSecond: number
  readonly seconds: number
  readonly inFlight: number
}

const smallOrders = 1_000
const questions = 200 // of each kind

export async function growth(
  system: System,
  load: SteadyLoad,
  { orders, stored, ratePerSecond, seconds, inFlight }: Extent,
  say: (line: string) => void,
): Promise<Growth> {
  const stage = async (storedOrders: number): Promise<Stage> => {
    const placing = await steady(system, load, ratePerSecond, seconds)
    await system.settle()
    const pages = await measurePages(system, load)
    say(`${storedOrders} orders stored: p50 ${placing.latency.p50?.toFixed(1)} ms`)
    return { storedOrders, placing, pages }
  }
  if (stored < smallOrders) await saturate(system, load, inFlight, { orders: smallOrders - stored })
  await system.settle()
  const before = Math.max(stored, smallOrders)
  const small = await stage(before)
  const missing = orders - before - small.placing.accepted
  const filling = await saturate(system, load, inFlight, { orders: Math.max(0, missing) })
  await system.settle()
  const large = await stage(before + small.placing.accepted + filling.accepted)
  return { small, large, fillSeconds: filling.seconds }
}

async function measurePages({ pages = {} }: System, { random }: SteadyLoad): Promise<Stage['pages']> {
  const distributions: Record<string, Distribution> = {}
  for (const [name, read] of Object.entries(pages)) {
    const times: number[] = []
    for (let n = 0; n < questions; n++) {
      const started = performance.now()
      await read(Math.floor(random() * regulars))
      times.push(performance.now() - started)
    }
    distributions[name] = distribution(times)
  }
  return distributions
}
