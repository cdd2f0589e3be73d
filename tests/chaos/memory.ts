/** What the services of a shop hold in memory (resident set), as the operating system says. */
import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Shop } from '@shop/dev/shop/shop.ts'
import { services } from '@shop/dev/shop/topology.ts'

export type Megabytes = Readonly<Record<string, number>> // by service

const everyMs = 250
const ps = promisify(execFile)

export async function memoryOf(shop: Shop): Promise<Megabytes> {
  const sizes = services.map(async (name) => {
    const { stdout } = await ps('ps', ['-o', 'rss=', '-p', String(shop.part(name).identity?.pid ?? 0)])
    return [name, Math.round(Number(stdout) / 1_024)] as const
  })
  return Object.fromEntries(await Promise.all(sizes))
}

/** Looks from time to time. `stop` answers the most that each has had. */
export function watchMemory(shop: Shop): { readonly stop: () => Promise<Megabytes> } {
  const peaks: Record<string, number> = {}
  const stopping = new AbortController()
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      for (const [name, size] of Object.entries(await memoryOf(shop))) peaks[name] = Math.max(size, peaks[name] ?? 0)
      await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await watching
      return peaks
    },
  }
}
