import { createRemoteJWKSet, customFetch } from 'jose'
import type { JWTVerifyGetKey } from 'jose'
import { Gauge } from 'prom-client'
import type { Registry } from 'prom-client'
import type { Log } from './log.ts'

/** Keys are fetched again after this time, while the cached ones are still accepted; after LATE_MS a request waits for the fetch. */
const FRESH_MS = 300_000
const LATE_MS = 600_000
/** Between attempts that fail. */
const RETRY_MS = 10_000
const TIMEOUT_MS = 2_000
/** An unknown key is fetched at once, and at most once a second: anyone may name keys that do not exist. */
const COOLDOWN_MS = 1_000

type KeySetOptions = {
  readonly now?: () => number
  readonly log?: Log
  readonly metrics?: Registry
}

/**
 * The key set at `url`. Where it cannot be reached, the cached keys are still accepted, with a warning and a gauge of their age;
 * a withdrawn key is accepted for ten minutes at most where it can be reached, and as long as it cannot.
 */
export function keySet(url: URL, { now = Date.now, log, metrics }: KeySetOptions): JWTVerifyGetKey {
  let readAt: number | undefined
  const remote = createRemoteJWKSet(url, {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: Infinity,
    [customFetch]: async (address, options) => {
      const response = await fetch(address, options)
      if (response.ok) readAt = now()
      return response
    },
  })
  let failedAt = -Infinity
  let reading: Promise<void> | undefined

  const read = async (): Promise<void> => {
    try {
      await remote.reload()
    } catch (err) {
      failedAt = now()
      const ageSeconds = readAt === undefined ? undefined : Math.round((now() - readAt) / 1000)
      log?.warn({ err, ageSeconds }, 'the key set cannot be read; the keys that are known go on')
    } finally {
      reading = undefined
    }
  }
  if (metrics)
    new Gauge({
      name: 'jwks_age_seconds',
      help: 'Since the identity provider gave its keys; minutes at most while it can be reached and tokens come',
      registers: [metrics],
      collect() {
        if (readAt !== undefined) this.set((now() - readAt) / 1000)
      },
    })
  return async (header, token) => {
    const age = readAt === undefined ? 0 : now() - readAt
    if (age > FRESH_MS && now() - failedAt > RETRY_MS) reading ??= read()
    if (age > LATE_MS) await reading
    return remote(header, token)
  }
}
