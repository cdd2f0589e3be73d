/**
 * The permanent log of a service's events: one document an event, `_id` aggregate:version, so that a version is taken once and a
 * stretch of one aggregate's history is a range of ids.
 */

import { type Collection, MongoBulkWriteError } from 'mongodb'
import { reach } from '../aggregates/mongoDocuments.ts'
import type { EventLog } from '../aggregates/ports.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'

export type LogEntry = { readonly _id: string; readonly operation: string; readonly event: Envelope }

/** Ids of aggregates have no ":", and ten digits hold any version. */
export function logId(aggregateId: string, version: number): string {
  return `${aggregateId}:${String(version).padStart(10, '0')}`
}

/** The range of all ids of one aggregate, for `$gte` and `$lt`. */
export function logRange(aggregateId: string): { readonly $gte: string; readonly $lt: string } {
  return { $gte: `${aggregateId}:`, $lt: `${aggregateId};` } // ";" comes right after ":"
}

export async function indexLog(collection: Collection<LogEntry>): Promise<void> {
  await collection.createIndex({ operation: 1 }, { name: 'operation' })
}

const timeoutMS = 10_000
const duplicateKey = 11_000

export class MongoLog implements EventLog {
  readonly #collection: Collection<LogEntry>

  constructor(collection: Collection<LogEntry>) {
    this.#collection = collection
  }

  async append(envelopes: readonly Envelope[]): Promise<readonly Envelope[]> {
    const taken: Envelope[] = []
    let rest = envelopes
    while (rest.length > 0) {
      const stopped = await this.#insert(rest)
      const at = rest[stopped]
      if (!at) break
      if (!(await this.#isThere(at))) taken.push(at)
      rest = rest.slice(stopped + 1).filter(({ aggregateId }) => !taken.some((one) => one.aggregateId === aggregateId))
    }
    return envelopes.filter((one) => taken.some((first) => isAtOrAfter(one, first)))
  }

  async read(aggregateId: string, from: number, to: number): Promise<Envelope[]> {
    const range = { _id: { $gte: logId(aggregateId, from), $lte: logId(aggregateId, to) } }
    return this.#events(range)
  }

  async ofOperation(aggregateId: string, operation: string): Promise<Envelope[]> {
    return this.#events({ operation, _id: logRange(aggregateId) })
  }

  async newestOfType(aggregateId: string, type: string): Promise<Envelope | undefined> {
    const query = { _id: logRange(aggregateId), 'event.type': type }
    const [entry] = await reach(() => this.#collection.find(query, { timeoutMS }).sort({ _id: -1 }).limit(1).toArray())
    return entry?.event
  }

  async #events(query: Parameters<Collection<LogEntry>['find']>[0]): Promise<Envelope[]> {
    const entries = await reach(() => this.#collection.find(query, { timeoutMS }).sort({ _id: 1 }).toArray())
    return entries.map(({ event }) => event)
  }

  /** Inserts in order; answers the index of the first one whose id is taken, or the length where all went in. */
  async #insert(envelopes: readonly Envelope[]): Promise<number> {
    const entries = envelopes.map((event): LogEntry => ({
      _id: logId(event.aggregateId, event.aggregateVersion),
      operation: event.operation,
      event,
    }))
    try {
      await reach(() => this.#collection.insertMany(entries, { ordered: true, timeoutMS }))
      return entries.length
    } catch (error) {
      const first = error instanceof MongoBulkWriteError ? [error.writeErrors].flat()[0] : undefined
      if (first?.code === duplicateKey) return first.index
      throw error
    }
  }

  async #isThere({ id, aggregateId, aggregateVersion }: Envelope): Promise<boolean> {
    const query = { _id: logId(aggregateId, aggregateVersion) }
    const entry = await reach(() => this.#collection.findOne(query, { timeoutMS }))
    return entry?.event.id === id
  }
}

function isAtOrAfter(one: Envelope, first: Envelope): boolean {
  return one.aggregateId === first.aggregateId && one.aggregateVersion >= first.aggregateVersion
}
