/** What each process of a system has used, its children included (PostgreSQL is a family). */
import { memoryBytes, readStats, ticksPerSecond, tree } from './stat.ts'

export type MeasuredProcess = { readonly name: string; readonly pid: number }
export type Usage = { readonly cpuMs: number; readonly memoryBytes: number }
export type Usages = Readonly<Record<string, Usage>>

export function usageOf(processes: readonly MeasuredProcess[]): Usages {
  const stats = readStats()
  return Object.fromEntries(
    processes.map(({ name, pid }) => {
      const family = tree(stats, pid)
      const ticks = family.reduce((sum, process) => sum + process.ticks, 0)
      const bytes = family.reduce((sum, process) => sum + memoryBytes(process.pid), 0)
      return [name, { cpuMs: (ticks * 1000) / ticksPerSecond, memoryBytes: bytes }]
    }),
  )
}

/** CPU milliseconds of each process between two looks. */
export function cpuBetween(before: Usages, after: Usages): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(after).map(([name, { cpuMs }]) => [name, Math.max(0, cpuMs - (before[name]?.cpuMs ?? 0))]),
  )
}

export function memoryOf(usages: Usages): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(usages).map(([name, { memoryBytes: bytes }]) => [name, bytes]))
}
