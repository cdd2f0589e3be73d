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
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { Held } from './document.ts'
import { mayBeForgotten, remembered } from './forgetting.ts'
import type { Outcome } from './outcome.ts'
import type { EventLog } from './ports.ts'
import type { Waiting } from './queue.ts'
import { type Seal, record } from './recording.ts'

/** An event to be published once more, as it was. */
export type Repeat = { readonly id: string } & ({ readonly operation: string } | { readonly type: string })

export type Decided<State extends AnyState> = {
  readonly after: Held<State>
  readonly repeats: readonly Repeat[]
  /** To be called when `after` is saved. */
  readonly settle: readonly (() => void)[]
}

export type Deciding<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> = {
  readonly decider: Decider<State, Command, Event, Refused>
  readonly log: EventLog
  readonly seal: () => Seal
  /** Throws where an event is not what the contract says. */
  readonly check: (envelope: Envelope) => void
}

export async function decideAll<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
>(
  deciding: Deciding<State, Command, Event, Refused>,
  before: Held<State>,
  group: readonly Waiting<State, Command, Refused>[],
): Promise<Decided<State>> {
  let after = before
  const repeats: Repeat[] = []
  const settle: (() => void)[] = []
  for (const waiting of group) {
    try {
      const { operation } = waiting.command
      const state = await withRecord(deciding, after, operation)
      const decision = deciding.decider.decide(state, waiting.command)
      if (isRefusal(decision)) {
        settle.push(settled(waiting, after, false, decision))
      } else if (isAgain(decision)) {
        repeats.push({ id: after.id, type: decision.again })
        settle.push(settled(waiting, after, true))
      } else if (decision.length === 0) {
        if (waiting.asked.by === 'event') repeats.push({ id: after.id, operation })
        settle.push(settled(waiting, after, true))
      } else {
        const next = record(deciding.decider, after, operation, decision, waiting.asked, deciding.seal())
        for (const [version, envelope] of next.outbox) if (version > after.version) deciding.check(envelope)
        after = next
        settle.push(settled(waiting, after, false))
      }
    } catch (error) {
      if (isUnreachable(error)) throw error
      waiting.reject(error)
    }
  }
  return { after, repeats, settle }
}

async function withRecord<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
>(
  { decider, log }: Deciding<State, Command, Event, Refused>,
  aggregate: Held<State>,
  operation: string,
): Promise<State> {
  if (!mayBeForgotten(aggregate, operation)) return aggregate.state
  const logged = await log.ofOperation(aggregate.id, operation)
  if (logged.length === 0) return aggregate.state
  const did = remembered(decider as unknown as Decider<State, AnyCommand, AnyEvent>, aggregate.id, operation, logged)
  return { ...aggregate.state, operations: { ...aggregate.state.operations, [operation]: did } }
}

function settled<State extends AnyState, Command, Refused extends Refusal>(
  waiting: Waiting<State, Command, Refused>,
  { state, version }: Held<State>,
  repeated: boolean,
  refused?: Refused,
): () => void {
  const outcome: Outcome<State, Refused> = { state, version, repeated, ...(refused === undefined ? {} : { refused }) }
  return () => waiting.resolve(outcome)
}

function isUnreachable(error: unknown): boolean {
  return error instanceof Error && error.name === 'Unreachable'
}
