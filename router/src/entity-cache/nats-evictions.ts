import type { Log } from '@shop/platform/log.ts'
import { connectNats, drainNats, pingNats } from '@shop/platform/nats.ts'
import { persist } from '@shop/platform/persist.ts'
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
 * tries until `signal` aborts. Rejects where NATS refuses a subscription; where it does later, the cache stays closed, since
 * a refused subscription does not come back. Returns what ends it.
 */
export async function followEvictions(cache: EntityCache, options: NatsEvictions): Promise<() => Promise<void>> {
  const { url, rules, log, signal, lookMs = LOOK_MS } = options
  const connection = await connectNats({ url, name: 'router', log, signal })
  let refused: Error | undefined
  const refuse = (err: Error, { subject }: EvictionRule) => {
    refused = err
    cache.close()
    log.error({ err, subject }, 'NATS does not let the router subscribe: nothing is kept until it is started again')
  }
  for (const rule of rules) subscribe(connection, rule, cache, refuse)
  const openIfTold = () => {
    if (!refused && !connection.isClosed()) cache.open()
  }
  try {
    // The server refuses before it answers.
    await persist(() => connection.flush(), { what: 'NATS', log, signal })
    if (refused) throw refused
  } catch (error) {
    await connection.close()
    throw error
  }
  openIfTold()
  void closeWhenLost(connection, cache)
  let looking = false
  const look = async () => {
    if (looking) return cache.close() // it has not answered since the last look
    looking = true
    try {
      await pingNats(connection)
      openIfTold()
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

type Refuse = (error: Error, rule: EvictionRule) => void

function subscribe(connection: Connection, rule: EvictionRule, cache: EntityCache, refuse: Refuse): void {
  connection.subscribe(rule.subject, {
    callback: (error, message) => {
      if (error) return refuse(error, rule)
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
