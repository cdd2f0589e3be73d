/** How a service answers events: a table from event type to what it does, without any other code between them. */
import type { RawEnvelope } from './contract/envelope.ts'

/**
 * Per event type, what is to be done; undefined: nothing this time. Types that are not in the table are not delivered to this service. What a rule is
 * given is the data and the envelope of its type; a contract knows their shapes.
 */
export type EventTable<Result> = Readonly<
  Record<string, ((event: never, envelope: never) => Result | undefined) | undefined>
>

/** A command and the id of the aggregate that it goes to. */
export type Reaction<Command> = {
  readonly to: string
  readonly command: Command
  /** Most likely it is the first event of the aggregate. */
  readonly expectsNew?: boolean
  /** The saga does not wait for it, so it may be stored a moment later, together with others. */
  readonly isDeferrable?: boolean
}
export type Reactions<Command> = EventTable<Reaction<Command>>

/** What the table says about this event, which a contract has read; undefined: nothing. */
export function react<Result>(table: EventTable<Result>, envelope: RawEnvelope): Result | undefined {
  const rule = Object.hasOwn(table, envelope.type) ? table[envelope.type] : undefined
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the contract has validated its data by the schema of its type
  return rule?.(envelope.data as never, envelope as never)
}

/** The types that the table names: the filter of a consumer. */
export function typesOf(table: EventTable<unknown>): string[] {
  return Object.keys(table)
}
