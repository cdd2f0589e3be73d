/** Soak test: a system under moderate load for a long time. Does its memory grow? */
import { memoryOf, usageOf } from '../process/usage.ts'
import type { System } from '../systems/system.ts'
import { steady, type SteadyLoad, type Steady } from './steady.ts'

type MemoryByProcess = Readonly<Record<string, number>>
export type Soak = {
  readonly load: Steady
  readonly idle: MemoryByProcess // before
  readonly early: MemoryByProcess // a tenth of the time in
  readonly late: MemoryByProcess // at the end, under load
  readonly max: MemoryByProcess // ever seen
}

const everyMs = 5_000

export async function soak(system: System, load: SteadyLoad, ratePerSecond: number, seconds: number): Promise<Soak> {
  const look = (): MemoryByProcess => memoryOf(usageOf(system.processes()))
  const seen: MemoryByProcess[] = []
  const idle = look()
  const timer = setInterval(() => void seen.push(look()), Math.min(everyMs, seconds * 100))
  const result = await steady(system, load, ratePerSecond, seconds)
  clearInterval(timer)
  const max = Object.fromEntries(
    Object.keys(idle).map((name) => [name, Math.max(...seen.map((bytes) => bytes[name] ?? 0), idle[name] ?? 0)]),
  )
  return { load: result, idle, early: seen[Math.floor(seen.length / 10)] ?? idle, late: seen.at(-1) ?? idle, max }
}
