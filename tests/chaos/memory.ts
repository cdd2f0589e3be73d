/** What the services of a shop hold in memory (resident set), as the operating system says. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Shop } from '@shop/dev/shop/shop.ts'
import { services } from '@shop/dev/shop/topology.ts'

export type Megabytes = Readonly<Record<string, number>> // by service

const everyMs = 500
const ps = promisify(execFile)

async function memoryOf(shop: Shop): Promise<Megabytes> {
  const sizes = services.map(async (name) => {
    const kibibytes = await residentKibibytes(shop.process(name).identity?.pid ?? 0)
    return [name, Math.round(kibibytes / 1_024)] as const
  })
  return Object.fromEntries(await Promise.all(sizes))
}

/** Without what the process has given back, and the system has not come to take. */
async function residentKibibytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => undefined)
  if (rollup === undefined) return Number((await ps('ps', ['-o', 'rss=', '-p', String(pid)])).stdout)
  const kibibytes = (what: string) => Number(new RegExp(`^${what}: +(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0)
  return kibibytes('Rss') - kibibytes('LazyFree')
}

/** The most of each. */
export function peakOf(sizes: readonly Megabytes[]): Megabytes {
  return Object.fromEntries(services.map((name) => [name, Math.max(0, ...sizes.map((size) => size[name] ?? 0))]))
}

/** What there is while `work` is done, looked at from time to time, and once more at its end. */
export async function memoryDuring<Done>(
  shop: Shop,
  work: () => Promise<Done>,
): Promise<{ readonly done: Done; readonly sizes: readonly Megabytes[] }> {
  const sizes: Megabytes[] = []
  const over = new AbortController()
  const watching = (async () => {
    while (!over.signal.aborted) {
      sizes.push(await memoryOf(shop))
      await delay(everyMs, undefined, { signal: over.signal }).catch(() => undefined)
    }
  })()
  try {
    return { done: await work(), sizes }
  } finally {
    over.abort()
    await watching
    sizes.push(await memoryOf(shop))
  }
}
