/** How an aggregate is stored in its collection, and its form in memory while it is worked on. */

import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { AnyState } from '../decider.ts'

export type OperationRecord = {
  readonly did: unknown // the domain's record of the operation
  readonly at: number // the version of the last event the operation caused
}

/** One aggregate, one document. Keys of `operations` and `outbox` are safe as segments of a path: see `pathKey`. */
export type AggregateDocument = {
  readonly _id: string
  readonly version: number // counts events; every write is guarded on it
  readonly state: Readonly<Record<string, unknown>> // without its operations
  readonly operations: Readonly<Record<string, OperationRecord>>
  readonly forgotten?: string // the highest operation id whose record has left the document
  readonly outbox: Readonly<Record<string, Envelope>> // by version: events not known to be logged and published
  readonly outboxSince?: Date // when the outbox was last added to; absent where it is known to be empty
  readonly etag?: string // of the document as it was when its outbox was emptied last; at a later version of none
  readonly disputed?: true // a fork: its log refuses the events of its outbox, and nothing more may be written to it
  readonly due?: Date // when a deadline of this aggregate passes
  readonly aheadSince?: Date // since when it waits by a time in its state that lies ahead, as a clock has been set back
}

/** What only its writers need, as a projection that leaves it out. */
export const forWriters = {
  ...{ operations: 0, forgotten: 0, outbox: 0, outboxSince: 0, etag: 0, disputed: 0, due: 0, aheadSince: 0 },
} as const satisfies Partial<Record<keyof AggregateDocument, 0>>

/** An aggregate in memory. Replaced as a whole by every successful write, never mutated. */
export type LoadedAggregate<State extends AnyState> = {
  readonly id: string
  readonly version: number // 0: not stored yet
  readonly state: State // without the records: `stateFor` adds the one that a command needs
  readonly records: ReadonlyMap<string, OperationRecord> // by operation id
  readonly forgotten: string | undefined
  readonly outbox: ReadonlyMap<number, Envelope>
  readonly etag: string | undefined // its next write is guarded on this too: see `RecentAggregates`
}

/** Operation ids may hold what MongoDB reads as part of a path; those characters are percent-encoded. */
export function pathKey(operation: string): string {
  return operation.replace(/[%.$]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
}

/** The operation id that `pathKey` made this key of. */
export function operationOf(key: string): string {
  return key.replace(/%(25|2e|24)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

/** One of which nothing is stored: version 0. */
export function absentAggregate<State extends AnyState>(id: string, state: State): LoadedAggregate<State> {
  return { id, version: 0, state, records: new Map(), forgotten: undefined, outbox: new Map(), etag: undefined }
}

/** Reads a document. What it holds was written by `documentOf` and `updateOf`, so its state has the domain's shape. */
export function loadedAggregate<State extends AnyState>(document: AggregateDocument): LoadedAggregate<State> {
  const records = Object.entries(document.operations).map(([key, record]) => [operationOf(key), record] as const)
  const outbox = Object.entries(document.outbox).map(([version, envelope]) => [Number(version), envelope] as const)
  return {
    id: document._id,
    version: document.version,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it was written from a state of this decider
    state: { ...document.state, operations: {} } as unknown as State,
    records: new Map(records),
    forgotten: document.forgotten,
    outbox: new Map(outbox.sort(([a], [b]) => a - b)),
    etag: undefined,
  }
}

/** The state as a command sees it: with the record of its own operation, and no other. */
export function stateFor<State extends AnyState>(
  { state, records }: Pick<LoadedAggregate<State>, 'state' | 'records'>,
  operation: string,
): State {
  const record = records.get(operation)
  return record ? { ...state, operations: { [operation]: record.did } } : state
}

/** The aggregate after these entries have left its outbox. */
export function withoutOutbox<State extends AnyState>(
  aggregate: LoadedAggregate<State>,
  versions: readonly number[],
): LoadedAggregate<State> {
  if (versions.length === 0) return aggregate
  const outbox = new Map(aggregate.outbox)
  for (const version of versions) outbox.delete(version)
  return { ...aggregate, outbox }
}
