/** How an aggregate stands in its collection, and how it is held in memory while it is worked on. */

import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { AnyState } from '../decider.ts'

export type OperationRecord = {
  readonly did: unknown // what the domain remembers of the operation
  readonly at: number // the version of the last event the operation caused
}

/** One aggregate, one document. Keys of `operations` and `outbox` are safe as parts of a path: see `pathKey`. */
export type AggregateDocument = {
  readonly _id: string
  readonly version: number // counts events; every write is guarded on it
  readonly state: Readonly<Record<string, unknown>> // without its operations
  readonly operations: Readonly<Record<string, OperationRecord>>
  readonly forgotten?: string // the highest operation id whose record has left the document
  readonly outbox: Readonly<Record<string, Envelope>> // by version: events not known to be logged and published
  readonly outboxSince?: Date // when the outbox was last added to; absent where it is known to be empty
  readonly due?: Date // when a deadline of this aggregate passes
}

/** An aggregate in memory. Replaced as a whole by every successful write, never changed in place. */
export type Held<State extends AnyState> = {
  readonly id: string
  readonly version: number // 0: not stored yet
  readonly state: State
  readonly recordedAt: ReadonlyMap<string, number> // version by operation id
  readonly forgotten: string | undefined
  readonly outbox: ReadonlyMap<number, Envelope>
}

/** Operation ids may hold what MongoDB reads as part of a path; such characters are percent-encoded. */
export function pathKey(operation: string): string {
  return operation.replace(/[%.$]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
}

export function operationOf(key: string): string {
  return key.replace(/%(25|2e|24)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

export function nobody<State extends AnyState>(id: string, state: State): Held<State> {
  return { id, version: 0, state, recordedAt: new Map(), forgotten: undefined, outbox: new Map() }
}

/** Reads a document. What it holds was written by `documentOf` and `Change`, so its state has the domain's shape. */
export function held<State extends AnyState>(document: AggregateDocument): Held<State> {
  const operations: Record<string, unknown> = {}
  const recordedAt = new Map<string, number>()
  for (const [key, record] of Object.entries(document.operations)) {
    const operation = operationOf(key)
    operations[operation] = record.did
    recordedAt.set(operation, record.at)
  }
  const outbox = Object.entries(document.outbox).map(([version, envelope]) => [Number(version), envelope] as const)
  return {
    id: document._id,
    version: document.version,
    state: { ...document.state, operations } as unknown as State,
    recordedAt,
    forgotten: document.forgotten,
    outbox: new Map(outbox.sort(([a], [b]) => a - b)),
  }
}
