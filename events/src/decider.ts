/**
 * What the pure rules of an aggregate look like to the machinery that loads, saves and publishes it.
 * After the decider of Jérémie Chassaing (https://thinkbeforecoding.com/post/2021/12/17/functional-event-sourcing-decider).
 */

/**
 * An aggregate's records of commands, by their operation ids. In a service `decide` and `evolve` are given the record of the
 * command's own operation and no other: there may be hundreds, and some only in the log.
 */
export type Operations = Readonly<Record<string, unknown>>

export type AnyState = { readonly operations: Operations }
/** `operation` is the id under which the command is done once: an order's id, an idempotency key's id, a new UUIDv7. */
export type AnyCommand = { readonly type: string; readonly operation: string }
export type AnyEvent = { readonly type: string }

/** A refusal that the caller gets as a typed result; the aggregate is left as it was. */
export type Refusal<Code extends string = string> = { readonly refused: Code; readonly detail?: string }

/** A nudge: the newest event of that type is published again as it is; the aggregate is left as it was. */
export type Again = { readonly again: string }

/** No events: it was done before (or there is nothing to do), and nothing changes. */
export type Decision<Event, Refused extends Refusal = Refusal> = readonly Event[] | Refused | Again

export interface Decider<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal = Refusal,
> {
  /** The kind of aggregate, as it stands in events and subjects. */
  readonly aggregate: string
  /** The state of an aggregate before its first event. */
  initial(id: string): State
  /** Pure and total. Looks into `state.operations` first: what was done is not done again. */
  decide(state: State, command: Command): Decision<Event, Refused>
  /**
   * Pure and total. Every change of state is an event; what a command decides leaves a record of its operation. Folds the events
   * of one operation alone, too: its record must then be right, though the state around it is not. `at` is when it happened
   * (RFC 3339, UTC, milliseconds).
   */
  evolve(state: State, event: Event, at: string): State
}

/** Whether the command was refused: nothing happened. */
export function isRefusal<Event, Refused extends Refusal>(decision: Decision<Event, Refused>): decision is Refused {
  return 'refused' in decision
}

/** Whether an earlier event is to be published again, and nothing else happens. */
export function isAgain<Event, Refused extends Refusal>(decision: Decision<Event, Refused>): decision is Again {
  return 'again' in decision
}
