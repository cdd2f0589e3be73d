/** How a service answers events: a table from event type to what it does, without any other code between them. */
import { type EventData, type EventType, isEventType } from './contract/catalog.ts'
import type { Envelope } from './contract/envelope.ts'

/** Per event type, what is to be done; undefined: nothing this time. Types that are not in the table concern nobody here. */
export type EventTable<Result> = {
  readonly [Type in EventType]?: (event: EventData<Type>, envelope: Envelope<Type>) => Result | undefined
}

/** A command and the id of the aggregate that it goes to. */
export type Reaction<Command> = {
  readonly to: string
  readonly command: Command
  /** Most likely it is the first that the aggregate hears. */
  readonly makes?: boolean
  /** The saga does not wait for it, so it may be stored a moment later, together with others. */
  readonly mayWait?: boolean
}
export type Reactions<Command> = EventTable<Reaction<Command>>

/** What the table says about this event; undefined: nothing. */
export function react<Result, Type extends EventType>(
  table: EventTable<Result>,
  envelope: Envelope<Type>,
): Result | undefined {
  const rule = table[envelope.type]
  return rule?.(envelope.data, envelope)
}

/** The types that the table names: what a consumer asks of the stream. */
export function typesOf(table: EventTable<unknown>): EventType[] {
  return Object.keys(table).filter(isEventType)
}
