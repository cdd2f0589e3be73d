/** What goes on beside the aggregates of a replica: outboxes that a crash left are swept, deadlines that have passed are acted on. */

import type { AnyState } from '../decider.ts'
import { type DueCommand, type Executes, runDeadlines } from './deadlines.ts'
import { every } from './every.ts'
import type { Clock, Documents } from './ports.ts'

export type Deadlines<State extends AnyState, Command> = {
  /** When the next deadline of an aggregate in this state passes. */
  readonly due: (state: State) => Date | undefined
  /** What is then to be done; undefined: it waits for nothing any more. */
  readonly command: (state: State, now: Date) => DueCommand<Command> | undefined
}

type Upkeep<State extends AnyState, Command> = {
  readonly aggregates: Executes<State, Command> & { sweep(before: Date): Promise<unknown> }
  readonly documents: Pick<Documents, 'dueBefore' | 'postpone'>
  readonly clock: Clock
  readonly deadlines: Pick<Deadlines<State, Command>, 'command'> | undefined
  /** `what` could not be done, and is tried again. */
  readonly failed: (what: string, error: unknown) => void
}

const sweepEveryMs = 5_000
const deadlinesEveryMs = 1_000

/** Resolves when it has swept once. Answers how to stop: it waits for what is under way. */
export async function keepUp<State extends AnyState, Command>(
  upkeep: Upkeep<State, Command>,
): Promise<() => Promise<void>> {
  const { aggregates, documents, clock, deadlines } = upkeep
  const failed = (what: string) => (error: unknown) => upkeep.failed(what, error)
  await aggregates.sweep(new Date(clock.now())).catch(failed('sweeping outboxes'))
  const sweep = () => aggregates.sweep(new Date(clock.now() - sweepEveryMs))
  const stops = [every(clock, sweepEveryMs, sweep, failed('sweeping outboxes'))]
  if (deadlines) {
    const look = () =>
      runDeadlines(documents, aggregates, deadlines.command, new Date(clock.now()), failed('a deadline'))
    stops.push(every(clock, deadlinesEveryMs, look, failed('looking for deadlines')))
  }
  return async () => void (await Promise.all(stops.map((stop) => stop())))
}
