/** What the aggregates need of the outside: a collection, a log, a stream, a clock. Real ones and simulated ones exist. */

import { NotNow } from '../not-now.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { AggregateDocument, OperationRecord } from './document.ts'

/** One guarded write: applied where the document still has version `from` (0: where there is none yet), and this etag, where one is given. */
export type GuardedWrite = {
  readonly id: string
  readonly from: number
  readonly etag: string | undefined
  readonly to: number
  readonly state: Readonly<Record<string, unknown>>
  readonly operations: { readonly set: Readonly<Record<string, OperationRecord>>; readonly unset: readonly string[] }
  readonly forgotten: string | undefined
  readonly outbox: { readonly set: readonly Envelope[]; readonly unset: readonly number[] }
  readonly due: Date | undefined
  readonly at: Date
}

/** Entries that are logged and published and may leave the outbox. */
export type OutboxAck = {
  readonly id: string
  readonly versions: readonly number[]
  /** The version at which none is left. */
  readonly emptied: number | undefined
  /** What the document is to be known by from then on, at that version. */
  readonly etag?: string | undefined
}

/** Before one time; or after another, which cannot have come: by a clock that has been set back since. */
export type Overdue = { readonly before: Date; readonly after: Date }

/** When to look at an aggregate again: `due` undefined: never. `aheadSince`: see AggregateDocument. */
export type Postponement = { readonly due: Date | undefined; readonly aheadSince?: Date | undefined }

export interface Documents {
  load(ids: readonly string[]): Promise<AggregateDocument[]>
  /**
   * All of them in one bulk, sorted by id. `conflict`: at least one was not applied (others were); the caller reads again
   * and decides again. Throws `Unreachable` where the database did not answer: any of them may have been applied.
   */
  save(changes: readonly GuardedWrite[]): Promise<'saved' | 'conflict'>
  acknowledge(acks: readonly OutboxAck[]): Promise<void>
  /** Documents whose outbox was last added to at such a time, except forks. */
  withOutboxSince(overdue: Overdue, limit: number): Promise<AggregateDocument[]>
  /** Their logs have refused the events of their outboxes: nothing more may be written to them. */
  markForked(ids: readonly string[]): Promise<void>
  /** Their logs take the events of their outboxes after all. */
  unmarkForked(ids: readonly string[]): Promise<void>
  /** Documents with a deadline at such a time. */
  withDue(overdue: Overdue, limit: number): Promise<AggregateDocument[]>
  /** Where it still has that version, its deadline is another now. */
  postpone(id: string, version: number, next: Postponement): Promise<void>
}

/** An event's position in the log. */
export type LogPosition = { readonly id: string; readonly version: number }

export interface EventLog {
  /**
   * Appends in the given order; version n only where n-1 is there. What is there already is passed over. Answers the events
   * that it refuses, since their version is taken by another event or the one before is missing: never to be published, and an
   * alarm, for the documents and their log contradict each other.
   */
  append(envelopes: readonly Envelope[]): Promise<readonly Envelope[]>
  /** Those of a batch (each aggregate's oldest first) that it is sure to take when they are appended, in this order, a little later. */
  certain(envelopes: readonly Envelope[]): readonly Envelope[]
  /** Events of one aggregate with versions in [from, to], oldest first. */
  read(aggregateId: string, from: number, to: number): Promise<Envelope[]>
  /** Events that these operations caused in one aggregate, oldest first. */
  ofOperations(aggregateId: string, operations: readonly string[]): Promise<Envelope[]>
  /** Those of the events that are there, in any order. */
  at(positions: readonly LogPosition[]): Promise<Envelope[]>
  /** The newest event of that type in one aggregate. */
  newestOfType(aggregateId: string, type: string): Promise<Envelope | undefined>
}

/** What has happened to an aggregate, wherever it stands: in the log, or still in its document's outbox. */
export interface History {
  /** Versions in [from, to], oldest first, as far as they chain: it ends before the first one that is missing. */
  read(aggregateId: string, from: number, to: number): Promise<Envelope[]>
}

export interface Publisher {
  /** Resolves when the stream has it. `messageId` is what the stream drops repeats by. */
  publish(envelope: Envelope, messageId: string): Promise<void>
}

export interface Clock {
  /** Epoch milliseconds: for what is stored, or compared with stored times. May be set at any time, back too. */
  now(): number
  /** Milliseconds since some moment: for durations. Is never set. */
  elapsed(): number
  after(milliseconds: number, run: () => void): () => void // answers how to cancel
}

/** Wall time for what is stored, and a monotonic clock for durations. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** Resolves after so many milliseconds of this clock. */
export function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => void clock.after(milliseconds, resolve))
}

/** The database or the stream did not answer, or may not have done the request: try again, nothing is decided. */
export class Unreachable extends NotNow {
  override readonly name = 'Unreachable'
}

/** The caller's deadline passed, or too much is waiting: nothing was promised, the caller may try again. */
export class Unavailable extends NotNow {
  override readonly name = 'Unavailable'
}

/** The document and its log contradict each other, and nothing is done to it until an operator has repaired that. */
export class LogMismatch extends Error {
  override readonly name = 'LogMismatch'

  constructor(id: string) {
    super(`the log of ${id} is not what its document says: was one of them restored from a backup?`)
  }
}

/** Other replicas keep writing to the same aggregate first: let the message go to the next replica, maybe one of them. */
export class Contended extends Error {
  override readonly name = 'Contended'
}
