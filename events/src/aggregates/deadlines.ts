/** Gives aggregates whose deadline has passed the command for it. Replicas may do so at once: the aggregate decides. */

import type { AnyState } from '../decider.ts'
import { held } from './document.ts'
import type { Asked, Outcome } from './outcome.ts'
import type { Documents } from './ports.ts'

export type DueCommand<Command> = {
  readonly command: Command
  /** When to look again, where the command changes nothing. */
  readonly again: Date
}

type Executes<State extends AnyState, Command> = {
  execute(id: string, command: Command, asked: Asked): Promise<Pick<Outcome<State>, 'repeated' | 'version'>>
}

const mostAtOnce = 200

export async function runDeadlines<State extends AnyState, Command>(
  documents: Documents,
  aggregates: Executes<State, Command>,
  commandFor: (state: State, now: Date) => DueCommand<Command> | undefined,
  now: Date,
): Promise<number> {
  const due = await documents.dueBefore(now, mostAtOnce)
  await Promise.all(
    due.map(async (document) => {
      const { id, state } = held<State>(document)
      const next = commandFor(state, now)
      if (!next) return
      const { repeated, version } = await aggregates.execute(id, next.command, { deadline: now.getTime() + 10_000 })
      if (repeated) await documents.postpone(id, version, next.again)
    }),
  )
  return due.length
}
