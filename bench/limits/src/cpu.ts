/** Processor time of a process to the microsecond, by thread: /proc/PID/stat counts in hundredths of a second. */

import { readdirSync, readFileSync } from 'node:fs'

export type Cpu = { readonly allMs: number; readonly mainThreadMs: number }

/** What is over already is not in it. */
export function cpuOf(pid: number): Cpu {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => ({ thread, ms: millisecondsOf(pid, thread) }))
  return {
    allMs: threads.reduce((sum, { ms }) => sum + ms, 0),
    mainThreadMs: threads.find(({ thread }) => thread === String(pid))?.ms ?? 0,
  }
}

function millisecondsOf(pid: number, thread: string): number {
  try {
    return Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1'), 10) / 1e6
  } catch {
    return 0 // it has ended between two looks
  }
}
