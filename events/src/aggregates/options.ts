import type { Tracer } from '@shop/platform/tracer.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { Contract } from '../contract/contract.ts'
import type { AnyCommand, AnyEvent, AnyState, Decider, Refusal } from '../decider.ts'
import type { GuardedWrite, Clock, Documents, EventLog, Publisher } from './ports.ts'

/** The observer of the work, for logs and metrics. */
export interface AggregateObserver {
  saved(changes: readonly GuardedWrite[], milliseconds: number): void
  conflicted(ids: readonly string[]): void
  writeFailed(error: unknown, attempt: number): void
  relayed(envelopes: readonly Envelope[]): void
  repeated(envelope: Envelope): void
  relayFailed(error: unknown, step: 'log' | 'publish' | 'mark' | 'repeat', attempt: number): void
  /** The log refuses these events: the documents and their log contradict each other. */
  alarmed(envelopes: readonly Envelope[]): void
}

export type AggregatesOptions<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> = {
  readonly decider: Decider<State, Command, Event, Refused>
  readonly documents: Documents
  readonly log: EventLog
  readonly publisher: Publisher
  readonly clock: Clock
  readonly newId: () => string // UUIDv7
  readonly contract: EventContract
  /** When the next deadline of an aggregate in this state passes. */
  readonly due?: ((state: State) => Date | undefined) | undefined
  readonly observer: AggregateObserver
  readonly tracer?: Tracer | undefined
  readonly maxBatchSize?: number | undefined // commands; default 500
  readonly maxWaitingCallers?: number | undefined // commands; default 2,000
  readonly maxRelaying?: number | undefined // events not yet logged and published before writing waits; default 1,000
  readonly maxLoaded?: number | undefined // aggregates kept in memory; default 2,000
  readonly operationsKept?: number | undefined // records kept in a document; default 16
  readonly random?: (() => number) | undefined // in [0, 1): spreads what is tried again; default Math.random
}

/** What is needed of a contract to write events. */
export type EventContract = Pick<Contract, 'schemaVersion' | 'admit' | 'correlated'>
