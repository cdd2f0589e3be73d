/** A system under so many orders a second, for a while: latency, CPU and memory. */
import type { Ledger, LedgerCounts } from '../load/ledger.ts'
import { openLoop } from '../load/open-loop.ts'
import { Steps, type StepTimes } from '../load/steps.ts'
import { schedule, type Arrivals } from '../load/schedule.ts'
import type { RandomNumbers } from '@shop/platform/testing/random.ts'
import type { OrderWorkload } from '../load/workload.ts'
import { cpuBetween, memoryOf, usageOf } from '../process/usage.ts'
import type { System } from '../systems/system.ts'

export type SteadyLoad = {
  readonly workload: OrderWorkload
  readonly arrivals: Arrivals
  readonly random: RandomNumbers
}

export type Costs = {
  /** CPU milliseconds of each process for one order that was done. */
  readonly cpuMsPerOrder: Readonly<Record<string, number>>
  /** CPU of the load generator itself, likewise. */
  readonly generatorCpuMsPerOrder: number
  /** Bytes of each process, at the end. */
  readonly memory: Readonly<Record<string, number>>
}
export type Steady = LedgerCounts &
  Costs & {
    readonly ratePerSecond: number
    readonly seconds: number
    readonly donePerSecond: number
    /** From the last order's sending until all were done. */
    readonly drainMs: number
    /** Only of a system that reports its steps, and where `--steps` asks for them. */
    readonly steps?: StepTimes
  }

export const timeoutMs = 30_000

export async function steady(
  system: System,
  load: SteadyLoad,
  ratePerSecond: number,
  seconds: number,
): Promise<Steady> {
  const { workload, arrivals, random } = load
  const times = schedule(arrivals, ratePerSecond, seconds, random)
  const costs = costsFromNow(system)
  const { timed, stepTimes } = timingSteps(system)
  const { ledger, drainMs } = await openLoop(timed, workload, times, timeoutMs)
  const extent = { ratePerSecond, seconds, donePerSecond: ledger.done / seconds, drainMs }
  return { ...ledger.tally(), ...costs(ledger), ...extent, ...stepTimes() }
}

function timingSteps(system: System): { timed: System; stepTimes: () => { steps?: StepTimes } } {
  if (!system.watchSteps) return { timed: system, stepTimes: () => ({}) }
  const steps = new Steps()
  const now = (): number => performance.timeOrigin + performance.now()
  system.watchSteps((event) => steps.event(event))
  const place: System['place'] = async (request) => {
    const sentAt = now()
    const orderId = await system.place(request)
    steps.answered(orderId, sentAt, now())
    return orderId
  }
  return { timed: { ...system, place }, stepTimes: () => ({ steps: steps.times }) }
}

/** Starts counting; the function that it gives ends it. */
export function costsFromNow(system: System): (ledger: Ledger) => Costs {
  const before = usageOf(system.processes())
  const generatorBefore = process.cpuUsage()
  return ({ done }) => {
    const after = usageOf(system.processes())
    const { user, system: kernel } = process.cpuUsage(generatorBefore)
    const each = Object.entries(cpuBetween(before, after)).map(([name, cpuMs]) => [name, cpuMs / Math.max(1, done)])
    return {
      cpuMsPerOrder: Object.fromEntries(each),
      generatorCpuMsPerOrder: (user + kernel) / 1000 / Math.max(1, done),
      memory: memoryOf(after),
    }
  }
}
