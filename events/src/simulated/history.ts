/** The history of aggregates in memory: their outboxes and their log, one after the other, as the real one reads them. */

import type { Documents, EventLog, History } from '../aggregates/ports.ts'
import type { RawEnvelope } from '../contract/envelope.ts'
import { readStretch } from '../history/stretch.ts'
import { oldestFirst } from '../outbox/outbox-pages.ts'

export class SimulatedHistory implements History {
  readonly #documents: Pick<Documents, 'load'>
  readonly #log: Pick<EventLog, 'read'>

  constructor(documents: Pick<Documents, 'load'>, log: Pick<EventLog, 'read'>) {
    this.#documents = documents
    this.#log = log
  }

  read(aggregateId: string, from: number, to: number): Promise<RawEnvelope[]> {
    const outboxOf = async (id: string) => {
      const [document] = await this.#documents.load([id])
      return document ? oldestFirst(document.outbox) : []
    }
    return readStretch({ outboxOf, log: this.#log }, aggregateId, from, to)
  }
}
