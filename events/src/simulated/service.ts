/** A service's aggregates over a simulated database and stream: replicas come and go, what they stored is kept. */

import { Aggregates } from '../aggregates/aggregates.ts'
import type { AggregatesOptions, EventContract, AggregateObserver } from '../aggregates/options.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { AnyCommand, AnyEvent, AnyState, Decider, Refusal } from '../decider.ts'
import type { SimulatedClock } from './clock.ts'
import { type Collection, SimulatedDocuments } from './documents.ts'
import { type Entries, SimulatedLog } from './log.ts'
import { type Network, calm } from './network.ts'
import { SimulatedPublisher, SimulatedStream } from './stream.ts'

/** UUIDv7s in order of their making. */
export function countedIds(clock: Pick<SimulatedClock, 'now'>, counter = { count: 0 }): () => string {
  return () => {
    counter.count += 1
    const count = counter.count
    const time = clock.now().toString(16).padStart(12, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${count.toString(16).padStart(12, '0')}`
  }
}

/** Everything goes. */
export const anything: EventContract = { schemaVersion: () => 1, admit: (envelope) => envelope, correlated: () => ({}) }

/** Counts of the observer's calls. */
export type ObservedCounts = {
  readonly repeated: Envelope[]
  readonly alarmed: Envelope[]
  conflicts: number
  writeFailures: number
  relayFailures: number
}

export class SimulatedService<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> {
  readonly clock: SimulatedClock
  readonly documents: Collection = new Map()
  readonly entries: Entries = new Map()
  readonly stream: SimulatedStream
  readonly observed: ObservedCounts = { repeated: [], alarmed: [], conflicts: 0, writeFailures: 0, relayFailures: 0 }
  readonly newId: () => string
  readonly #decider: Decider<State, Command, Event, Refused>

  constructor(
    decider: Decider<State, Command, Event, Refused>,
    clock: SimulatedClock,
    stream: SimulatedStream = new SimulatedStream(clock),
    newId: () => string = countedIds(clock),
  ) {
    this.#decider = decider
    this.clock = clock
    this.stream = stream
    this.newId = newId
  }

  replica(
    network: Network = calm,
    options: Partial<AggregatesOptions<State, Command, Event, Refused>> = {},
  ): Aggregates<State, Command, Event, Refused> {
    return new Aggregates({
      decider: this.#decider,
      documents: new SimulatedDocuments(this.documents, network),
      log: new SimulatedLog(this.entries, network),
      publisher: new SimulatedPublisher(this.stream, network),
      clock: this.clock,
      newId: this.newId,
      contract: anything,
      observer: this.#observer(),
      ...options,
    })
  }

  /** The events on the stream, in order; each as often as it was published. */
  published(): Envelope[] {
    return this.stream.messages.map(({ data }) => JSON.parse(new TextDecoder().decode(data)))
  }

  #observer(): AggregateObserver {
    const { observed } = this
    return {
      saved: () => undefined,
      conflicted: () => void (observed.conflicts += 1),
      writeFailed: () => void (observed.writeFailures += 1),
      relayed: () => undefined,
      repeated: (envelope) => void observed.repeated.push(envelope),
      relayFailed: () => void (observed.relayFailures += 1),
      alarmed: (envelopes) => void observed.alarmed.push(...envelopes),
    }
  }
}
