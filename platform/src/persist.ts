import { setTimeout as after } from 'node:timers/promises'
import type { Log } from './log.ts'

const FIRST_WAIT_MS = 200
const LONGEST_WAIT_MS = 5_000

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
 */
export async function persist<T>(
  attempt: () => Promise<T>,
  { what, log, signal, final = () => false }: Persistence,
): Promise<T> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    signal.throwIfAborted()
    try {
      return await attempt()
    } catch (err) {
      if (final(err)) throw err
      log.warn({ err, what, againInMs: wait }, 'not there yet, trying again')
    }
    await after(wait, undefined, { signal })
  }
}
