/** Gives aggregates whose deadline has passed the command for it. Replicas may do so at once: the aggregate decides. */

import { isOutage } from '../outage.ts'
import type { AnyState } from '../decider.ts'
import { loadedAggregate } from './document.ts'
import type { ExecuteOptions, Outcome } from './outcome.ts'
import type { Clock, Documents } from './ports.ts'

export type DueCommand<Command> = {
  readonly command: Command
  /** When to look again, where the command changes nothing. */
  readonly again: Date
  /** Kept until then, and given to the next look, of whatever process: see AggregateDocument. */
  readonly aheadSince?: Date | undefined
}

export type DeadlineExecutor<State extends AnyState, Command> = {
  execute(
    id: string,
    command: Command,
    executeOptions: ExecuteOptions,
  ): Promise<Pick<Outcome<State>, 'repeated' | 'refused' | 'version'>>
}

const maxAtOnce = 200
const maxSpentMs = 10_000
const clocksAgreeMs = 60_000
const laterMs = 60_000 // when to look again at one that could not be dealt with

export type Deadlines<State extends AnyState, Command> = {
  /** When the next deadline of an aggregate in this state passes. */
  readonly due: (state: State) => Date | undefined
  /** How far from now that can be. One that lies further ahead was set by a clock that has been set back since, and counts as passed. */
  readonly maxMs: number
  /** What is then to be done; undefined: it waits for nothing any more. */
  readonly command: (state: State, now: Date, aheadSince: Date | undefined) => DueCommand<Command> | undefined
}

/**
 * Answers how many had passed. One that fails does not keep the others, and is looked at again later. One for which there is
 * no command waits for nothing any more: it came to that while it was being postponed.
 */
export async function runDeadlines<State extends AnyState, Command>(
  documents: Pick<Documents, 'withDue' | 'postpone'>,
  aggregates: DeadlineExecutor<State, Command>,
  { command: commandFor, maxMs }: Pick<Deadlines<State, Command>, 'command' | 'maxMs'>,
  clock: Pick<Clock, 'now' | 'elapsed'>,
  failed: (error: unknown) => void,
): Promise<number> {
  const now = new Date(clock.now())
  const later = new Date(now.getTime() + laterMs)
  const after = new Date(Math.max(now.getTime() + maxMs + clocksAgreeMs, later.getTime()))
  const due = await documents.withDue({ before: now, after }, maxAtOnce)
  await Promise.all(
    due.map(async (document) => {
      const { aheadSince } = document
      try {
        const { id, version, state } = loadedAggregate<State>(document)
        const next = commandFor(state, now, aheadSince)
        if (!next) return await documents.postpone(id, version, { due: undefined })
        const done = await aggregates.execute(id, next.command, { deadline: clock.elapsed() + maxSpentMs })
        if (done.repeated || done.refused)
          await documents.postpone(id, done.version, { due: next.again, aheadSince: next.aheadSince })
      } catch (error) {
        failed(error)
        if (!isOutage(error)) await documents.postpone(document._id, document.version, { due: later, aheadSince })
      }
    }),
  )
  return due.length
}
