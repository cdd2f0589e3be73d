import type { Log } from '@shop/platform/log.ts'
import { connectNats, drainNats, pingNats } from '@shop/platform/nats.ts'
import type { EntityCache } from './entity-cache.ts'
import { entityId } from './entity-cache.ts'
import type { EvictionRule } from './evictions.ts'
import { keyIn } from './evictions.ts'

export type NatsEvictions = {
  readonly url: string
  readonly rules: readonly EvictionRule[]
  readonly log: Log
  /** Aborts when it is to end. */
  readonly signal: AbortSignal
  /** Milliseconds between two looks at whether NATS is there. */
  readonly lookMs?: number
}

type Connection = Awaited<ReturnType<typeof connectNats>>

const LOOK_MS = 1_000

/**
 * Evicts what messages of NATS name. The cache is open only while they come: it is emptied as soon as the connection breaks
 * or does not answer, and opened when the server has the subscriptions again. Resolves when that is so for the first time;
 * tries until `signal` aborts. Returns what ends it.
 */
export async function followEvictions(cache: EntityCache, options: NatsEvictions): Promise<() => Promise<void>> {
  const { url, rules, log, signal, lookMs = LOOK_MS } = options
  const connection = await connectNats({ url, name: 'router', log, signal })
  for (const rule of rules) subscribe(connection, rule, cache)
  await connection.flush()
  cache.open()
  void closeWhenLost(connection, cache)
  let looking = false
  const look = async () => {
    if (looking) return cache.close() // it has not answered since the last look
    looking = true
    try {
      await pingNats(connection)
      if (!connection.isClosed()) cache.open()
    } catch {
      cache.close()
    } finally {
      looking = false
    }
  }
  const timer = setInterval(() => void look(), lookMs)
  return async () => {
    clearInterval(timer)
    cache.close()
    await drainNats(connection)
  }
}

function subscribe(connection: Connection, rule: EvictionRule, cache: EntityCache): void {
  connection.subscribe(rule.subject, {
    callback: (error, message) => {
      if (error) return cache.close()
      const key = keyIn(rule, message.subject, () => message.string())
      // What changed, and cannot be told: anything may have.
      if (key === undefined) cache.clear()
      else cache.evict(entityId(rule.type, key))
    },
  })
}

async function closeWhenLost(connection: Connection, cache: EntityCache): Promise<void> {
  for await (const { type } of connection.status())
    if (type === 'disconnect' || type === 'slowConsumer' || type === 'staleConnection') cache.close()
}
