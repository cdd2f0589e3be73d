/** Gives aggregates whose deadline has passed the command for it. Replicas may do so at once: the aggregate decides. */

import { isOutage } from '@shop/platform/outage.ts'
import type { AnyState } from '../decider.ts'
import { held } from './document.ts'
import type { Asked, Outcome } from './outcome.ts'
import type { Documents } from './ports.ts'

export type DueCommand<Command> = {
  readonly command: Command
  /** When to look again, where the command changes nothing. */
  readonly again: Date
}

export type Executes<State extends AnyState, Command> = {
  execute(id: string, command: Command, asked: Asked): Promise<Pick<Outcome<State>, 'repeated' | 'refused' | 'version'>>
}

const mostAtOnce = 200
const mostSpentMs = 10_000
const laterMs = 60_000 // when to look again at one that could not be dealt with

/**
 * Answers how many had passed. One that fails does not keep the others, and is looked at again later. One for which there is
 * no command waits for nothing any more: it came to that while it was being postponed.
 */
export async function runDeadlines<State extends AnyState, Command>(
  documents: Pick<Documents, 'dueBefore' | 'postpone'>,
  aggregates: Executes<State, Command>,
  commandFor: (state: State, now: Date) => DueCommand<Command> | undefined,
  now: Date,
  failed: (error: unknown) => void,
): Promise<number> {
  const due = await documents.dueBefore(now, mostAtOnce)
  const later = new Date(now.getTime() + laterMs)
  await Promise.all(
    due.map(async (document) => {
      try {
        const { id, version, state } = held<State>(document)
        const next = commandFor(state, now)
        if (!next) return await documents.postpone(id, version, undefined)
        const done = await aggregates.execute(id, next.command, { deadline: now.getTime() + mostSpentMs })
        if (done.repeated || done.refused) await documents.postpone(id, done.version, next.again)
      } catch (error) {
        failed(error)
        if (!isOutage(error)) await documents.postpone(document._id, document.version, later)
      }
    }),
  )
  return due.length
}
