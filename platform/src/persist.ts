import { setTimeout as after } from 'node:timers/promises'
import { backoff, noJitter } from './backoff.ts'
import type { Log } from './log.ts'

const WAITS = { firstMs: 200, maxMs: 5_000 }

type Persistence = {
  readonly what: string
  readonly log: Log
  readonly signal: AbortSignal
  /** Whether trying again cannot help. */
  readonly final?: (error: unknown) => boolean
}

/**
 * Tries `attempt` until it succeeds, with growing waits; says so in the log each time. Rejects when `signal` aborts, or with
 * an error that is `final`. For what a process needs at its start and cannot do without.
 *
 * @example
 * await persist(() => nats.flush(), { what: 'NATS', log, signal: shutdown.signal })
 */
export async function persist<T>(
  attempt: () => Promise<T>,
  { what, log, signal, final = () => false }: Persistence,
): Promise<T> {
  for (let n = 1; ; n += 1) {
    const waitMs = backoff(n, WAITS, noJitter)
    signal.throwIfAborted()
    try {
      return await attempt()
    } catch (err) {
      if (final(err)) throw err
      log.warn({ err, what, againInMs: waitMs }, 'not there yet, trying again')
    }
    await after(waitMs, undefined, { signal })
  }
}
