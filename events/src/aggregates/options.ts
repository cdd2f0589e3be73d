import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { AnyCommand, AnyEvent, AnyState, Decider, Refusal } from '../decider.ts'
import type { Change, Clock, Documents, EventLog, Publisher } from './ports.ts'

/** What is told of the work, for logs and metrics. */
export interface Observer {
  saved(changes: readonly Change[], milliseconds: number): void
  conflicted(ids: readonly string[]): void
  writeFailed(error: unknown, attempt: number): void
  relayed(envelopes: readonly Envelope[]): void
  repeated(envelope: Envelope): void
  relayFailed(error: unknown, step: 'log' | 'publish' | 'mark', attempt: number): void
  /** Another event stands in the log at these versions: the documents are behind their log and must be rolled forward. */
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
  /** Throws where an event is not what the contract says. */
  readonly check: (envelope: Envelope) => void
  /** When the next deadline of an aggregate in this state passes. */
  readonly due?: ((state: State) => Date | undefined) | undefined
  readonly observer: Observer
  readonly mostInBatch?: number | undefined // commands; default 500
  readonly mostWaitingCallers?: number | undefined // commands; default 2,000
  readonly mostRelaying?: number | undefined // events not yet logged and published before writing waits; default 1,000
  readonly mostHeld?: number | undefined // aggregates kept in memory; default 2,000
}
