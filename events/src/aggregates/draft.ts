/** What a group of commands makes of an aggregate, one after another: state, operation records, outbox. */

import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { AnyCommand, AnyEvent, AnyState, Decider } from '../decider.ts'
import { type LoadedAggregate, type OperationRecord, stateFor } from './document.ts'
import type { EventContract } from './options.ts'
import type { ExecuteOptions } from './outcome.ts'

export type EnvelopeStamp = {
  readonly id: () => string // of a new event
  readonly at: string // RFC 3339, UTC, milliseconds
}

export type Drafting<State extends AnyState, Event extends AnyEvent> = {
  readonly decider: Pick<Decider<State, AnyCommand, Event>, 'aggregate' | 'evolve'>
  readonly contract: EventContract
  readonly stamp: EnvelopeStamp
}

export class Draft<State extends AnyState, Event extends AnyEvent> {
  readonly #drafting: Drafting<State, Event>
  readonly #before: LoadedAggregate<State>
  readonly #records: Map<string, OperationRecord>
  readonly #outbox: Map<number, Envelope>
  #version: number
  #state: State

  constructor(drafting: Drafting<State, Event>, before: LoadedAggregate<State>) {
    this.#drafting = drafting
    this.#before = before
    this.#records = new Map(before.records)
    this.#outbox = new Map(before.outbox)
    this.#version = before.version
    this.#state = before.state
  }

  get version(): number {
    return this.#version
  }

  stateFor(operation: string): State {
    return stateFor({ state: this.#state, records: this.#records }, operation)
  }

  /** The version of the last event that the operation caused; undefined where it has no record. */
  lastOf(operation: string): number | undefined {
    return this.#records.get(operation)?.at
  }

  /** All of the events or none: throws where one is not what the contract allows, or they leave no record of the operation. */
  record(operation: string, events: readonly Event[], executeOptions: ExecuteOptions): void {
    const { decider, contract, stamp } = this.#drafting
    let state = this.stateFor(operation)
    const envelopes = events.map((event, index) => {
      state = decider.evolve(state, event, stamp.at)
      const envelope = this.#envelope(operation, event, this.#version + 1 + index, executeOptions)
      contract.admit(envelope)
      return envelope
    })
    if (!Object.hasOwn(state.operations, operation))
      throw new Error(`${decider.aggregate}: ${envelopes[0]?.type} leaves no record of ${operation}`)
    for (const envelope of envelopes) this.#outbox.set(envelope.aggregateVersion, envelope)
    this.#version += envelopes.length
    this.#records.set(operation, { did: state.operations[operation], at: this.#version })
    this.#state = { ...state, operations: {} }
  }

  toAggregate(): LoadedAggregate<State> {
    if (this.#version === this.#before.version) return this.#before
    return {
      ...this.#before,
      version: this.#version,
      state: this.#state,
      records: this.#records,
      outbox: this.#outbox,
      etag: undefined,
    }
  }

  #envelope(operation: string, event: Event, aggregateVersion: number, executeOptions: ExecuteOptions): Envelope {
    const { decider, contract, stamp } = this.#drafting
    const { type, ...data } = event
    return {
      id: stamp.id(),
      type,
      schemaVersion: contract.schemaVersion(type),
      aggregate: decider.aggregate,
      aggregateId: this.#before.id,
      aggregateVersion,
      operation,
      ...contract.correlated(data),
      ...(executeOptions.causationId === undefined ? {} : { causationId: executeOptions.causationId }),
      occurredAt: stamp.at,
      ...(executeOptions.traceparent === undefined ? {} : { traceparent: executeOptions.traceparent }),
      data,
    }
  }
}
