/** What `npm run status` says of a process beside its health. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Resident memory of one process, without its children, in MiB; undefined where it is gone. */
export function memoryMiB(pid: number): number | undefined {
  try {
    const text = process.platform === 'linux' ? readFileSync(`/proc/${pid}/status`, 'utf8') : rssLine(pid)
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1])
    return Number.isNaN(kilobytes) ? undefined : Math.round(kilobytes / 1024)
  } catch {
    return undefined
  }
}

function rssLine(pid: number): string {
  return `VmRSS: ${execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim()}`
}

/** The events that wait for a service, from what its /metrics say; undefined where they say nothing of it. */
export function backlogIn(metrics: string): number | undefined {
  const values = [...metrics.matchAll(/^shop_consumer_lag(?:\{[^}]*\})? (\d+)/gm)].map(([, value]) => Number(value))
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0)
}

const readinessAnswer = z.object({ parts: z.record(z.string(), z.string()) })

/** What a process that is ready lacks all the same, from what it says of its readiness; undefined where it has everything. */
export function partsAmiss(said: string): string | undefined {
  const { data } = readinessAnswer.safeParse(JSON.parse(said))
  const amiss = Object.entries(data?.parts ?? {}).filter(([, state]) => state !== 'up')
  return amiss.length === 0 ? undefined : `ready, but ${amiss.map(([part, state]) => `${part} is ${state}`).join(', ')}`
}

/** "3 s", "12 min", "5 h", "2 d". */
export function span(milliseconds: number): string {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1_000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}
