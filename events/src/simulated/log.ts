/** An event log in memory. */

import type { EventLog, LogPosition } from '../aggregates/ports.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import { Positions } from '../outbox/positions.ts'
import { type Network, calm } from './network.ts'

/** What outlives the services: by aggregate, in order of versions. */
export type Entries = Map<string, Envelope[]>

export class SimulatedLog implements EventLog {
  readonly #entries: Entries
  readonly #network: Network
  readonly #positions = new Positions(() => 0)

  constructor(entries: Entries = new Map(), network: Network = calm) {
    this.#entries = entries
    this.#network = network
  }

  async append(envelopes: readonly Envelope[]): Promise<readonly Envelope[]> {
    const refused = await this.#network.call((portion) => {
      const ids = new Set<string>()
      for (const envelope of envelopes.slice(0, Math.ceil(envelopes.length * portion)))
        if (!this.#append(envelope)) ids.add(envelope.aggregateId)
      return ids
    })
    for (const envelope of envelopes) this.#positions.logged(envelope)
    for (const aggregateId of refused) this.#positions.forget(aggregateId)
    return envelopes.filter(({ aggregateId }) => refused.has(aggregateId))
  }

  certain(envelopes: readonly Envelope[]): readonly Envelope[] {
    return this.#positions.certain(envelopes)
  }

  read(aggregateId: string, from: number, to: number): Promise<Envelope[]> {
    return this.#select(aggregateId, ({ aggregateVersion }) => aggregateVersion >= from && aggregateVersion <= to)
  }

  ofOperations(aggregateId: string, operations: readonly string[]): Promise<Envelope[]> {
    return this.#select(aggregateId, ({ operation }) => operations.includes(operation))
  }

  at(positions: readonly LogPosition[]): Promise<Envelope[]> {
    return this.#network.call(() => positions.flatMap(({ id, version }) => this.#of(id)[version - 1] ?? []))
  }

  async newestOfType(aggregateId: string, type: string): Promise<Envelope | undefined> {
    return (await this.#select(aggregateId, (envelope) => envelope.type === type)).at(-1)
  }

  #select(aggregateId: string, wanted: (envelope: Envelope) => boolean): Promise<Envelope[]> {
    return this.#network.call(() => this.#of(aggregateId).filter(wanted))
  }

  #append(envelope: Envelope): boolean {
    const events = this.#of(envelope.aggregateId)
    const there = events[envelope.aggregateVersion - 1]
    if (there) return there.id === envelope.id
    if (events.length !== envelope.aggregateVersion - 1) return false
    events.push(envelope)
    this.#entries.set(envelope.aggregateId, events)
    return true
  }

  #of(aggregateId: string): Envelope[] {
    return this.#entries.get(aggregateId) ?? []
  }
}
