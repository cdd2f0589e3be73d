/** What goes on beside the aggregates of a replica: outboxes that a crash left are swept, deadlines that have passed are acted on. */

import type { AnyState } from '../decider.ts'
import { type Deadlines, type DeadlineExecutor, runDeadlines } from './deadlines.ts'
import { every } from './every.ts'
import type { Clock, Documents } from './ports.ts'

type Upkeep<State extends AnyState, Command> = {
  readonly aggregates: DeadlineExecutor<State, Command> & { sweep(before: Date, after?: Date): Promise<unknown> }
  readonly documents: Pick<Documents, 'withDue' | 'postpone'>
  readonly clock: Clock
  readonly deadlines: Pick<Deadlines<State, Command>, 'command' | 'maxMs'> | undefined
  /** `what` could not be done, and is tried again. */
  readonly failed: (what: string, error: unknown) => void
}

const sweepEveryMs = 5_000
const clocksAgreeMs = 60_000 // what was stored further ahead was stored by a clock that has been set back since
const deadlinesEveryMs = 1_000

/** Resolves when it has swept once, whatever the time that things were stored at. Answers how to stop: it waits for what is under way. */
export async function keepUp<State extends AnyState, Command>(
  upkeep: Upkeep<State, Command>,
): Promise<() => Promise<void>> {
  const { aggregates, documents, clock, deadlines } = upkeep
  const failed = (what: string) => (error: unknown) => upkeep.failed(what, error)
  await aggregates.sweep(new Date(clock.now())).catch(failed('sweeping outboxes'))
  const sweep = () => aggregates.sweep(new Date(clock.now() - sweepEveryMs), new Date(clock.now() + clocksAgreeMs))
  const stops = [every(clock, sweepEveryMs, sweep, failed('sweeping outboxes'))]
  if (deadlines) {
    const look = () => runDeadlines(documents, aggregates, deadlines, clock, failed('a deadline'))
    stops.push(every(clock, deadlinesEveryMs, look, failed('looking for deadlines')))
  }
  return async () => void (await Promise.all(stops.map((stop) => stop())))
}
