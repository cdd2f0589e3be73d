import { setTimeout as after } from 'node:timers/promises'
import type { Log } from '@shop/platform/log.ts'
import { ConfigError } from '@shop/platform/config.ts'
import { connectNats, drainNats, pingNats } from '@shop/platform/nats.ts'
import type { NatsSettings } from '@shop/platform/nats-settings.ts'
import { persist } from '@shop/platform/persist.ts'
import { waitBefore } from '../subscriptions/backoff.ts'
import type { Backoff } from '../subscriptions/backoff.ts'
import type { EntityCache } from './entity-cache.ts'
import { entityId } from './entity-cache.ts'
import type { EvictionRule } from './evictions.ts'
import { keyIn } from './evictions.ts'

export type NatsEvictions = {
  readonly nats: NatsSettings
  readonly rules: readonly EvictionRule[]
  readonly log: Log
  /** Ends it when it aborts. */
  readonly signal: AbortSignal
  /** Milliseconds between two checks of the connection to NATS. */
  readonly lookMs?: number
  /** Between refusals. */
  readonly retry?: Backoff
}

type NatsLink = Awaited<ReturnType<typeof connectNats>>

const LOOK_MS = 1_000

/** Delay after a refusal: the router's permissions are changed by hand, so hurry gains nothing. */
const RETRY: Backoff = { firstMs: 1_000, maxMs: 60_000 }

/**
 * Evicts what messages of NATS name. The cache is open only while they come: it is emptied as soon as the connection breaks
 * or does not answer, and opened when the server has the subscriptions again. Where NATS refuses one of them, or the
 * login, the cache is closed, and they are tried again on a new connection, with growing delay. Resolves when evictions arrive for the first
 * time, to what ends it; rejects only when `signal` aborts before.
 */
export async function followEvictions(cache: EntityCache, options: NatsEvictions): Promise<() => Promise<void>> {
  const { log, retry = RETRY } = options
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const { promise: connected, resolve: resolveConnected } = Promise.withResolvers<void>()
  let refusals = 0
  const onConnected = () => {
    refusals = 0
    resolveConnected()
  }
  const follow = async (): Promise<void> => {
    for (;;) {
      const refusal = await followOnce(cache, { ...options, signal }, onConnected)
      if (!refusal) return
      const againInMs = Math.round(waitBefore(refusals++, retry))
      log.error(
        { reason: refusal.err.message, subject: refusal.subject, againInMs },
        'NATS does not let the router in, or not subscribe: nothing is kept until it does',
      )
      await after(againInMs, undefined, { signal })
    }
  }
  const ended = follow().catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
  await Promise.race([connected, ended])
  options.signal.throwIfAborted()
  return async () => {
    stop.abort()
    await ended
  }
}

type Refuse = (error: Error, rule: EvictionRule) => void
type SubscriptionRefusal = { readonly err: Error; readonly subject?: string }

/** One connection. Resolves when a subscription is refused, or to undefined when `signal` aborts; the cache is closed then. */
async function followOnce(
  cache: EntityCache,
  { nats, rules, log, signal, lookMs = LOOK_MS }: NatsEvictions,
  onConnected: () => void,
): Promise<SubscriptionRefusal | undefined> {
  const connection = await connectNats({ settings: nats, name: 'router', log, signal }).catch((error: unknown) => {
    if (error instanceof ConfigError) return { err: new Error(error.problems.join('; ')) }
    throw error
  })
  if ('err' in connection) return connection
  const { promise: over, resolve } = Promise.withResolvers<SubscriptionRefusal | undefined>()
  let isOver = false
  const refuse = (err: Error, { subject }: EvictionRule) => {
    isOver = true
    cache.close()
    resolve({ err, subject })
  }
  const stop = () => resolve(undefined)
  signal.addEventListener('abort', stop)
  for (const rule of rules) subscribe(connection, rule, cache, refuse)
  const openIfConfirmed = () => {
    if (isOver || connection.isClosed()) return
    cache.open()
    onConnected()
  }
  let timer: NodeJS.Timeout | undefined
  let looking = false
  const look = async () => {
    if (looking) return cache.close() // the last check has not been answered
    looking = true
    try {
      await pingNats(connection)
      openIfConfirmed()
    } catch {
      cache.close()
    } finally {
      looking = false
    }
  }
  try {
    await persist(() => connection.flush(), { what: 'NATS', log, signal }) // the server refuses before it answers
    openIfConfirmed()
    closeWhenLost(connection, cache).catch(() => cache.close())
    timer = setInterval(() => void look(), lookMs)
    return signal.aborted ? undefined : await over
  } finally {
    isOver = true
    signal.removeEventListener('abort', stop)
    clearInterval(timer)
    cache.close()
    await drainNats(connection)
  }
}

function subscribe(connection: NatsLink, rule: EvictionRule, cache: EntityCache, refuse: Refuse): void {
  connection.subscribe(rule.subject, {
    callback: (error, message) => {
      if (error) return refuse(error, rule)
      const key = keyIn(rule, message.subject, () => message.string())
      // A message that names no entity: any may have changed.
      if (key === undefined) cache.clear()
      else cache.evict(entityId(rule.type, key))
    },
  })
}

async function closeWhenLost(connection: NatsLink, cache: EntityCache): Promise<void> {
  for await (const { type } of connection.status())
    if (type === 'disconnect' || type === 'slowConsumer' || type === 'staleConnection') cache.close()
}
