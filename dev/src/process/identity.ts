/** Which process a number meant: process ids come round again, so a process is known by its id and its birth. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { errorCode } from '../obstacle.ts'

export const ProcessIdentity = z.object({ pid: z.int().positive(), birth: z.string() })
export type ProcessIdentity = z.infer<typeof ProcessIdentity>

/** The identity of a running process; undefined where none has this id (a zombie counts as none). */
export function identify(pid: number): ProcessIdentity | undefined {
  const birth = process.platform === 'linux' ? birthFromProc(pid) : birthFromPs(pid)
  return birth === undefined ? undefined : { pid, birth }
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.birth === identity.birth
}

/** Ends exactly this process: politely first, by SIGKILL where it is still there after the grace. */
export async function endProcess(identity: ProcessIdentity, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  const started = performance.now()
  send(identity, signal)
  while (isAlive(identity)) {
    if (performance.now() - started > graceMs) send(identity, 'SIGKILL')
    await delay(50)
  }
}

function send(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    if (isAlive(identity)) process.kill(identity.pid, signal)
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error // it went by itself
  }
}

/** Linux: start time in clock ticks since boot (field 22 of proc_pid_stat(5)), with the boot it counts from. */
function birthFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`
  } catch {
    return undefined
  }
}

function birthFromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}
