/** What the aggregates need of the outside: a collection, a log, a stream, a clock. Real ones and simulated ones exist. */

import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { AggregateDocument, OperationRecord } from './document.ts'

/** One guarded write: applied where the document still has version `from` (0: where there is none yet). */
export type Change = {
  readonly id: string
  readonly from: number
  readonly to: number
  readonly state: Readonly<Record<string, unknown>>
  readonly operations: { readonly set: Readonly<Record<string, OperationRecord>>; readonly unset: readonly string[] }
  readonly forgotten: string | undefined
  readonly outbox: { readonly set: readonly Envelope[]; readonly unset: readonly number[] }
  readonly due: Date | undefined
  readonly at: Date
}

/** Entries that are logged and published and may leave the outbox. `emptied`: the version at which none is left. */
export type Mark = { readonly id: string; readonly versions: readonly number[]; readonly emptied: number | undefined }

export interface Documents {
  load(ids: readonly string[]): Promise<AggregateDocument[]>
  /**
   * All of them in one bulk, sorted by id. `conflict`: at least one was not applied (others were); the caller reads again
   * and decides again. Throws `Unreachable` where the database did not answer: any of them may have been applied.
   */
  save(changes: readonly Change[]): Promise<'saved' | 'conflict'>
  mark(marks: readonly Mark[]): Promise<void>
  /** Documents whose outbox was last added to before that time. */
  withOutboxSince(before: Date, limit: number): Promise<AggregateDocument[]>
  /** Documents with a deadline before that time, the most urgent first. */
  dueBefore(time: Date, limit: number): Promise<AggregateDocument[]>
  postpone(id: string, version: number, due: Date): Promise<void>
}

export interface EventLog {
  /**
   * Appends in the given order. What is there already is passed over. Answers the events whose version another event has
   * taken: never to be published, and an alarm, for the documents are behind their log.
   */
  append(envelopes: readonly Envelope[]): Promise<readonly Envelope[]>
  /** Events of one aggregate with versions in [from, to], oldest first. */
  read(aggregateId: string, from: number, to: number): Promise<Envelope[]>
  /** Events that one operation caused in one aggregate, oldest first. */
  ofOperation(aggregateId: string, operation: string): Promise<Envelope[]>
  /** The newest event of that type in one aggregate. */
  newestOfType(aggregateId: string, type: string): Promise<Envelope | undefined>
}

export interface Publisher {
  /** Resolves when the stream has it. `messageId` is what the stream drops repeats by. */
  publish(envelope: Envelope, messageId: string): Promise<void>
}

export interface Clock {
  now(): number // epoch milliseconds
  after(milliseconds: number, run: () => void): () => void // answers how to cancel
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** The database or the stream did not answer, or may not have done what was asked: try again, nothing is decided. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** The caller's deadline passed, or too much is waiting: nothing was promised, the caller may try again. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
  readonly retryAfter: number // seconds

  constructor(message: string, retryAfter = 1) {
    super(message)
    this.retryAfter = retryAfter
  }
}
