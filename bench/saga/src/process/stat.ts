/** What Linux says of processes in /proc. */
import { readdirSync, readFileSync } from 'node:fs'

/** One process: whose child it is, and the CPU time of itself and of its children that are over, in clock ticks. */
export type Stat = { readonly pid: number; readonly parent: number; readonly ticks: number }

export const ticksPerSecond = 100 // USER_HZ, on every Linux that Node runs on

/** A line of /proc/PID/stat (proc_pid_stat(5)). The program's name is in brackets, and may itself have brackets and spaces. */
export function parseStat(line: string): Stat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const field = (number: number): number => Number(fields[number - 3])
  const ticks = field(14) + field(15) + field(16) + field(17) // utime, stime, cutime, cstime
  return { pid: Number.parseInt(line, 10), parent: field(4), ticks }
}

/** All processes of the machine; none where there is no /proc. */
export function readStats(): Stat[] {
  return processIds().flatMap((pid) => {
    const line = read(`/proc/${pid}/stat`)
    return line ? [parseStat(line)] : []
  })
}

/** The process and all that descend from it. */
export function tree(stats: readonly Stat[], root: number): Stat[] {
  const children = Map.groupBy(stats, ({ parent }) => parent)
  const found = stats.filter(({ pid }) => pid === root)
  for (const { pid } of found) found.push(...(children.get(pid) ?? []))
  return found
}

/** Its share of the memory, in bytes, pages shared by several processes divided among them; where that may not be read, all it has. */
export function memoryBytes(pid: number): number {
  const rollup = read(`/proc/${pid}/smaps_rollup`)
  const kibibytes =
    /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1]
  return Number(kibibytes ?? 0) * 1024
}

function processIds(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** Empty where the process is over, or not ours to look at. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
