/** Decides the commands that wait for one aggregate, one after another, on what the one before left. */

import {
  type AnyCommand,
  type AnyEvent,
  type AnyState,
  type Decider,
  type Refusal,
  isAgain,
  isRefusal,
} from '../decider.ts'
import type { LoadedAggregate } from './document.ts'
import { Draft, type Drafting } from './draft.ts'
import { mayBeForgotten, recalled } from './forgetting.ts'
import type { Outcome } from './outcome.ts'
import type { EventLog } from './ports.ts'
import type { QueuedCommand } from './queue.ts'

/** An event to be published once more, as it was: that version, or the newest of that type. */
export type Repeat = { readonly version: number } | { readonly type: string }

export type BatchDecision<State extends AnyState> = {
  readonly after: LoadedAggregate<State>
  readonly repeats: readonly Repeat[]
  /** To be called when `after` is saved. */
  readonly settle: readonly (() => void)[]
}

export type Deciding<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> = Drafting<State, Event> & {
  readonly decider: Decider<State, Command, Event, Refused>
  readonly log: Pick<EventLog, 'ofOperations'>
}

/** Decides the commands for one aggregate in their turn, each on what those before it have left. Rejects where the log cannot be read. */
export async function decideAll<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
>(
  deciding: Deciding<State, Command, Event, Refused>,
  before: LoadedAggregate<State>,
  group: readonly QueuedCommand<State, Command, Refused>[],
): Promise<BatchDecision<State>> {
  const draft = new Draft<State, Event>(deciding, await withRecalled(deciding, before, group))
  const repeats: Repeat[] = []
  const settle: (() => void)[] = []
  for (const waiting of group) {
    try {
      const { outcome, repeat } = decideOne(deciding.decider, draft, waiting)
      if (repeat) repeats.push(repeat)
      settle.push(() => waiting.resolve(outcome))
    } catch (error) {
      settle.push(() => waiting.reject(error))
    }
  }
  return { after: draft.version === before.version ? before : draft.toAggregate(), repeats, settle }
}

function decideOne<State extends AnyState, Command extends AnyCommand, Event extends AnyEvent, Refused extends Refusal>(
  decider: Decider<State, Command, Event, Refused>,
  draft: Draft<State, Event>,
  { command, executeOptions }: QueuedCommand<State, Command, Refused>,
): { readonly outcome: Outcome<State, Refused>; readonly repeat?: Repeat } {
  const { operation } = command
  const decision = decider.decide(draft.stateFor(operation), command)
  const outcome = (repeated: boolean) => ({ state: draft.stateFor(operation), version: draft.version, repeated })
  if (isRefusal(decision)) return { outcome: { ...outcome(false), refused: decision } }
  if (isAgain(decision)) return { outcome: outcome(true), repeat: { type: decision.again } }
  if (decision.length > 0) {
    draft.record(operation, decision, executeOptions)
    return { outcome: outcome(false) }
  }
  const last = draft.lastOf(operation)
  const repeats = executeOptions.by === 'event' && last !== undefined
  return { outcome: outcome(true), ...(repeats ? { repeat: { version: last } } : {}) }
}

/** With those records that were evicted from the document and are needed: folded from the log. */
async function withRecalled<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
>(
  { decider, log, contract }: Deciding<State, Command, Event, Refused>,
  aggregate: LoadedAggregate<State>,
  group: readonly QueuedCommand<State, Command, Refused>[],
): Promise<LoadedAggregate<State>> {
  const operations = new Set(
    group.map(({ command }) => command.operation).filter((operation) => mayBeForgotten(aggregate, operation)),
  )
  if (operations.size === 0) return aggregate
  const logged = await log.ofOperations(aggregate.id, [...operations])
  return recalled(
    decider,
    aggregate,
    logged.map((event) => contract.admit(event)),
  )
}
