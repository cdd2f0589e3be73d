/** The highest rate that a system holds: first how fast orders go round, then whether that holds where orders keep coming. */
import { closedLoop } from '../load/closed-loop.ts'
import type { LedgerCounts } from '../load/ledger.ts'
import type { System } from '../systems/system.ts'
import { costsFromNow, timeoutMs, steady, type Costs, type SteadyLoad, type Steady } from './steady.ts'

export type Closed = LedgerCounts &
  Costs & { readonly inFlight: number; readonly seconds: number; readonly donePerSecond: number }
export type Highest = {
  readonly closed: Closed
  /** Every rate that was tried, in that order. */
  readonly tried: readonly Steady[]
  /** The highest of them that held; null: none did. */
  readonly held: Steady | null
}
type Search = { readonly inFlight: number; readonly probeSeconds: number; readonly seconds: number }

const first = 0.95 // of what the closed loop reached
const steps = { down: 0.9, up: 1.08, maxSteps: 5 }
/** Orders that came last must not wait longer than a moment for those before them, or a queue has grown. */
const maxDrainMs = 2_000
const maxP99Ms = 2_000

export async function highest(
  system: System,
  load: SteadyLoad,
  { inFlight, probeSeconds, seconds }: Search,
  say: (line: string) => void,
): Promise<Highest> {
  const closed = await saturate(system, load, inFlight, { seconds: probeSeconds })
  say(`${inFlight} orders under way: ${closed.donePerSecond.toFixed(0)} a second go round`)
  const tried: Steady[] = []
  let rate = closed.donePerSecond * first
  for (let held: boolean | undefined; tried.length < steps.maxSteps; rate *= held ? steps.up : steps.down) {
    await system.settle()
    const result = await steady(system, load, Math.max(1, Math.floor(rate)), seconds)
    tried.push(result)
    const now = holds(result)
    say(`${result.ratePerSecond} a second: ${now ? 'held' : 'not held'}, p99 ${result.latency.p99?.toFixed(0)} ms`)
    if (held !== undefined && held !== now) break // the border is between the last two
    held = now
  }
  const held = tried.filter(holds).toSorted((a, b) => b.ratePerSecond - a.ratePerSecond)[0] ?? null
  return { closed, tried, held }
}

/** All taken on, all done, and no queue that grows. */
export function holds({ sent, done, drainMs, latency }: Steady): boolean {
  return done === sent && drainMs <= maxDrainMs && (latency.p99 ?? Infinity) <= maxP99Ms
}

export async function saturate(
  system: System,
  { workload }: SteadyLoad,
  inFlight: number,
  until: { readonly seconds: number } | { readonly orders: number },
): Promise<Closed> {
  const costs = costsFromNow(system)
  const { ledger, seconds, donePerSecond } = await closedLoop(system, workload, inFlight, until, timeoutMs)
  return { ...ledger.tally(), ...costs(ledger), inFlight, seconds, donePerSecond }
}
