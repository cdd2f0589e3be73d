/**
 * The one reader of what has happened to aggregates of one kind. An event is logged and published side by side, and stands in its
 * document's outbox until both is done. So outboxes are read first and then the log: what moves from one to the other meanwhile is read all
 * the same, and so is everything that was published. What the log would refuse is not.
 */

import type { Collection } from 'mongodb'
import type { AggregateDocument } from '../aggregates/document.ts'
import { reach, readConcern } from '../aggregates/mongo-documents.ts'
import type { History } from '../aggregates/ports.ts'
import type { RawEnvelope } from '../contract/envelope.ts'
import { logPages } from '../outbox/log-pages.ts'
import { type LogEntry, logId, MongoLog } from '../outbox/mongo-log.ts'
import { oldestFirst, outboxPages } from '../outbox/outbox-pages.ts'
import { type Break, type ChainLink, unloggedOf } from './chain.ts'
import { readStretch } from './stretch.ts'

const options = { timeoutMS: 10_000, readConcern }

/** Of one document: what is not logged yet; or why its log would not take it, which then does not belong to the history. */
export type OutboxInHistory = {
  readonly aggregateId: string
  readonly unlogged: readonly RawEnvelope[]
  readonly broken: Break | undefined
}

/**
 * @example
 * const history = historyOf(mongo, contract.aggregate('counter'))
 * const events = await history.read(id, 1, 100) // of one aggregate, versions 1 to 100, as far as they chain
 */
export class MongoHistory implements History {
  readonly #documents: Collection<AggregateDocument>
  readonly #entries: Collection<LogEntry>
  readonly #log: MongoLog

  constructor(documents: Collection<AggregateDocument>, entries: Collection<LogEntry>) {
    this.#documents = documents
    this.#entries = entries
    this.#log = new MongoLog(entries)
  }

  read(aggregateId: string, from: number, to: number): Promise<RawEnvelope[]> {
    const outboxOf = async (id: string) => (await this.#outboxesOf([id]))[0] ?? []
    return readStretch({ outboxOf, log: this.#log }, aggregateId, from, to)
  }

  /** What is not logged yet of these aggregates. To be called before their log is read. */
  async unlogged(aggregateIds: readonly string[]): Promise<readonly RawEnvelope[]> {
    const outboxes = await this.#outboxesOf(aggregateIds)
    return (await this.#comparedWithLog(outboxes)).flatMap(({ unlogged }) => unlogged)
  }

  /** Every event there is, page by page; first what is not logged yet, of which some may be met again in the log. `since`: as `logPages`. */
  async *pages(since?: Date): AsyncGenerator<readonly RawEnvelope[], void, void> {
    const from = since?.toISOString() ?? ''
    for await (const page of this.outboxes()) {
      const young = page.flatMap(({ unlogged }) => unlogged).filter(({ occurredAt }) => occurredAt >= from)
      if (young.length > 0) yield young
    }
    for await (const page of logPages(this.#entries, since)) yield page.map(({ event }) => event)
  }

  /** All documents with something in their outbox, page by page. */
  async *outboxes(): AsyncGenerator<readonly OutboxInHistory[], void, void> {
    for await (const page of outboxPages(this.#documents)) yield await this.#comparedWithLog(page)
  }

  async #outboxesOf(ids: readonly string[]): Promise<readonly RawEnvelope[][]> {
    const query = { _id: { $in: [...ids] }, outboxSince: { $exists: true } }
    const found = await reach(() => this.#documents.find(query, { ...options, projection: { outbox: 1 } }).toArray())
    return found.map(({ outbox }) => oldestFirst(outbox)).filter(({ length }) => length > 0)
  }

  async #comparedWithLog(outboxes: readonly (readonly RawEnvelope[])[]): Promise<OutboxInHistory[]> {
    const logged = await this.#linksAt(outboxes.flat())
    return outboxes.flatMap((outbox) => {
      const [first] = outbox
      if (!first) return []
      const { aggregateId } = first
      return [{ aggregateId, ...unloggedOf(outbox, logged.get(aggregateId) ?? []) }]
    })
  }

  /** By aggregate, oldest first: what the log has at the versions of these events, and before. */
  async #linksAt(events: readonly RawEnvelope[]): Promise<ReadonlyMap<string, readonly ChainLink[]>> {
    const ids = events.flatMap(({ aggregateId, aggregateVersion: version }) => [
      logId(aggregateId, version - 1),
      logId(aggregateId, version),
    ])
    if (ids.length === 0) return new Map()
    const projection = { 'event.id': 1, 'event.aggregateId': 1, 'event.aggregateVersion': 1 }
    const query = { _id: { $in: [...new Set(ids)] } }
    const found = await reach(() =>
      this.#entries
        .find(query, { ...options, projection })
        .sort({ _id: 1 })
        .toArray(),
    )
    return Map.groupBy(
      found.map(({ event }) => event),
      ({ aggregateId }) => aggregateId,
    )
  }
}
