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
  /** Milliseconds of each question a reader asks, one after another. */
  readonly pages: Readonly<Record<string, Distribution>>
}

export type Growth = { readonly few: Stage; readonly many: Stage; readonly fillSeconds: number }

type Extent = {
  readonly orders: number // at the end
  readonly stored: number // by now
  readonly ratePerSecond: number
  readonly seconds: number
  readonly inFlight: number
}

const fewOrders = 1_000
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
    const pages = await askPages(system, load)
    say(`${storedOrders} orders stored: p50 ${placing.latency.p50?.toFixed(1)} ms`)
    return { storedOrders, placing, pages }
  }
  if (stored < fewOrders) await saturate(system, load, inFlight, { orders: fewOrders - stored })
  await system.settle()
  const before = Math.max(stored, fewOrders)
  const few = await stage(before)
  const missing = orders - before - few.placing.accepted
  const filling = await saturate(system, load, inFlight, { orders: Math.max(0, missing) })
  await system.settle()
  const many = await stage(before + few.placing.accepted + filling.accepted)
  return { few, many, fillSeconds: filling.seconds }
}

async function askPages({ pages = {} }: System, { random }: SteadyLoad): Promise<Stage['pages']> {
  const asked: Record<string, Distribution> = {}
  for (const [name, ask] of Object.entries(pages)) {
    const times: number[] = []
    for (let n = 0; n < questions; n++) {
      const started = performance.now()
      await ask(Math.floor(random() * regulars))
      times.push(performance.now() - started)
    }
    asked[name] = distribution(times)
  }
  return asked
}
