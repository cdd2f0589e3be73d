/**
 * A projection keeps one collection of documents that show what events have said: a read model is one or several of them.
 *
 * What an event says of a document is a _change_: absolute values, and the version of the aggregate (the _source_) that says so. Of each
 * source the highest version wins, so the order of messages, repeats and several writers do not matter, and a document can be built anew
 * from the logs, or compared with them, at any time.
 */
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import { type EventTable, react, typesOf } from '../reactions.ts'

/** What one event says of one document. */
export interface DocumentChange<Value> {
  readonly id: string
  /** The document after it; the same object where it says nothing new. */
  apply(value: Value | null): Value
}

/** How much of each source a document has seen: the version; 0: nothing yet. */
export type Seen = Readonly<Record<string, number | undefined>>

export type Index = { readonly name: string; readonly key: Readonly<Record<string, 1 | -1>> }

export interface Projection<Value> {
  readonly collection: string
  readonly indexes: readonly Index[]
  readonly types: readonly string[]
  readonly source: string
  seen(value: Value): Seen
  /** Undefined where the event says nothing of any document. */
  changeOf(envelope: Envelope): DocumentChange<Value> | undefined
}

/** Projections that one service keeps, from the same messages. */
export type ReadModel = {
  /** As `npm run rebuild -- NAME` knows it. */
  readonly name: string
  readonly projections: readonly Projection<unknown>[]
  /** It is not compared with the services' histories, and so may not read those: a document is more than the newest event of each source says. */
  readonly isUnaudited?: boolean
}

/** Every type that one of its projections names. */
export function typesOfModel({ projections }: ReadModel): string[] {
  return [...new Set(projections.flatMap(({ types }) => types))]
}

export type ProjectionOptions<Value, Change> = {
  /** The name of the collection. A document in it is `{ _id, stamp, value }`. */
  readonly collection: string
  readonly indexes?: readonly Index[]
  /** What each event says. */
  readonly reactions: EventTable<Change>
  /** The document that a change is about. It has the id of the aggregates that it shows. */
  readonly idOf: (change: Change) => string
  /** The document after the change; the same object where the document has seen this version of the source, or a higher one. */
  readonly fold: (value: Value | null, change: Change) => Value
  /** The kind of aggregate each of which has a document here, from its first event on. */
  readonly source: string
  readonly seen: (value: Value) => Seen
}

/**
 * @example
 * type Score = { total: number; version: number }
 * type ScoreChange = Score & { counterId: string }
 * const said = (event: Said, { aggregateVersion: version }: Envelope): ScoreChange => ({ ...event, version })
 *
 * export const scores = projection<Score, ScoreChange>({
 *   collection: 'overview_scores',
 *   reactions: { Counted: said },
 *   idOf: ({ counterId }) => counterId,
 *   fold: (known, { total, version }) => (known && known.version >= version ? known : { total, version }),
 *   source: 'counter',
 *   seen: ({ version }) => ({ counter: version }),
 * })
 *
 * // in the service's start(): keeps it up to date, and audits it
 * await project(runtime, parts, contract, { name: 'overview', projections: [scores] })
 */
export function projection<Value, Change>({
  collection,
  indexes = [],
  reactions,
  idOf,
  fold,
  source,
  seen,
}: ProjectionOptions<Value, Change>): Projection<Value> {
  return {
    ...{ collection, indexes, source, seen },
    types: typesOf(reactions),
    changeOf: (envelope) => {
      const change = react(reactions, envelope)
      return change === undefined ? undefined : { id: idOf(change), apply: (value) => fold(value, change) }
    },
  }
}
