/** What an order costs in statements, rows, messages and bytes, at given rates and at the highest. */
import { setTimeout as delay } from 'node:timers/promises'
import type { LedgerCounts } from '../load/ledger.ts'
import type { WorkDone, System } from '../systems/system.ts'
import { eachCounter, type PostgresWork } from '../traffic/postgres-work.ts'
import { trafficOfOrders, type Traffic } from '../traffic/tally.ts'
import { saturate } from './highest.ts'
import { steady, type SteadyLoad } from './steady.ts'

export type Counted = {
  readonly load: string
  readonly orders: number
  /** For one order. */
  readonly traffic: Traffic
  readonly postgres: PostgresWork | undefined
}

type CountedSpan = { readonly before: WorkDone; readonly after: WorkDone; readonly seconds: number }
type CountedRun = { readonly rates: readonly number[]; readonly seconds: number; readonly inFlight: number }

const idleSeconds = 20

/** Requests that no order causes (sweeps, health checks, heartbeats) are counted first, and subtracted. */
export async function counts(
  system: System,
  load: SteadyLoad,
  { rates, seconds, inFlight }: CountedRun,
  say: (line: string) => void,
): Promise<readonly Counted[]> {
  say(`counting requests that no order causes, for ${idleSeconds} s`)
  const { span: idle } = await counted(system, () => delay(idleSeconds * 1_000))
  const all: Counted[] = []
  const loads: (readonly [name: string, run: () => Promise<LedgerCounts>])[] = [
    ...rates.map((rate) => [`${rate} a second`, () => steady(system, load, rate, seconds)] as const),
    [`${inFlight} under way`, () => saturate(system, load, inFlight, { seconds })] as const,
  ]
  for (const [name, run] of loads) {
    say(`counting at ${name}`)
    const { span, result } = await counted(system, run)
    all.push({ load: name, orders: result.done, ...perOrder(span, idle, result.done) })
  }
  return all
}

/** From rest to rest. */
async function counted<Result>(system: System, work: () => Promise<Result>) {
  const now = async (): Promise<WorkDone> => {
    await system.settle()
    if (!system.workDone) throw new Error(`${system.name} does not count`)
    return system.workDone()
  }
  const before = await now()
  const began = performance.now()
  const result = await work()
  const after = await now()
  const span: CountedSpan = { before, after, seconds: (performance.now() - began) / 1_000 }
  return { span, result }
}

function perOrder(span: CountedSpan, idle: CountedSpan, orders: number): Pick<Counted, 'traffic' | 'postgres'> {
  const ofTraffic = ({ before, after, seconds }: CountedSpan) => ({
    before: before.traffic,
    after: after.traffic,
    seconds,
  })
  const [from, to, idleFrom, idleTo] = [span.before, span.after, idle.before, idle.after].map(
    ({ postgres }) => postgres,
  )
  const share = span.seconds / idle.seconds
  return {
    traffic: trafficOfOrders({ ...ofTraffic(span), orders }, ofTraffic(idle)),
    postgres:
      from && to && idleFrom && idleTo
        ? eachCounter((name) => (to[name] - from[name] - share * (idleTo[name] - idleFrom[name])) / Math.max(1, orders))
        : undefined,
  }
}
