/** The machinery's rule in miniature: what one command makes of one aggregate, and what is published about it. Pure. */
import {
  type AnyCommand,
  type AnyEvent,
  type AnyState,
  type Decider,
  isAgain,
  isRefusal,
  type Refusal,
} from '@shop/events/decider.ts'

export type AggregateMachine<State extends AnyState, Command extends AnyCommand, Event extends AnyEvent> = Pick<
  Decider<State, Command, Event>,
  'decide' | 'evolve'
>

/** `events` are new ones; none: it was done before, and `repeated` says by which log entries it is answered. */
export type AggregateTurn<State, Event> =
  | { readonly kind: 'decided'; readonly state: State; readonly events: readonly Event[] }
  | { readonly kind: 'repeated'; readonly repeat: { readonly operation: string } | { readonly type: string } }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

export function turn<State extends AnyState, Command extends AnyCommand, Event extends AnyEvent>(
  machine: AggregateMachine<State, Command, Event>,
  state: State,
  command: Command,
  at: string,
): AggregateTurn<State, Event> {
  const decision = machine.decide(state, command)
  if (isRefusal(decision)) return { kind: 'refused', refusal: decision }
  if (isAgain(decision)) return { kind: 'repeated', repeat: { type: decision.again } }
  if (decision.length === 0) return { kind: 'repeated', repeat: { operation: command.operation } }
  const next = decision.reduce((before, event) => machine.evolve(before, event, at), state)
  return { kind: 'decided', state: next, events: decision }
}
