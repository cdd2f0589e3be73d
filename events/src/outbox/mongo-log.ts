/**
 * The permanent log of a service's events: one document an event, `_id` aggregate:version, so that a version is taken once and a
 * stretch of one aggregate's history is a range of ids.
 */

import type { Collection } from 'mongodb'
import { reach, readConcern } from '../aggregates/mongo-documents.ts'
import { type EventLog, type LogPosition, systemClock, Unreachable } from '../aggregates/ports.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import { duplicateKey, writeErrorsOf } from '../mongo-errors.ts'
import { throughOutages } from '../through-outages.ts'
import { beginning, Positions } from './positions.ts'

export type LogEntry = { readonly _id: string; readonly operation: string; readonly event: Envelope }

/** Ids of aggregates have no ":", and ten digits hold any version. */
export function logId(aggregateId: string, version: number): string {
  return `${aggregateId}:${String(version).padStart(10, '0')}`
}

/** The range of all ids of one aggregate, for `$gte` and `$lt`. */
export function logRange(aggregateId: string): { readonly $gte: string; readonly $lt: string } {
  return { $gte: `${aggregateId}:`, $lt: `${aggregateId};` } // ";" comes right after ":"
}

/** An event as it is logged. */
export function entryOf(event: Envelope): LogEntry {
  return { _id: idOf(event), operation: event.operation, event }
}

/** Makes the index by which `ofOperations` finds events; waits while MongoDB is away. */
export async function indexLog(collection: Collection<LogEntry>): Promise<void> {
  await throughOutages(() => collection.createIndex({ operation: 1 }, { name: 'operation' }))
}

const timeoutMS = 10_000

/** The log in MongoDB. Throws `Unreachable` where it is not known whether events were stored. */
export class MongoLog implements EventLog {
  readonly #collection: Collection<LogEntry>
  readonly #positions = new Positions(beginning(systemClock))

  constructor(collection: Collection<LogEntry>) {
    this.#collection = collection
  }

  async append(envelopes: readonly Envelope[]): Promise<readonly Envelope[]> {
    const refused = await this.#withGaps(envelopes)
    let remaining = envelopes.filter((envelope) => !refused.has(envelope.aggregateId))
    while (remaining.length > 0 && (await this.#insert(remaining)) === 'taken') {
      const there = new Map((await this.at(remaining.map(positionOf))).map((event) => [idOf(event), event.id]))
      if (there.size === 0) throw new Unreachable('the log has a version that cannot be read yet')
      for (const envelope of remaining)
        if (there.has(idOf(envelope)) && there.get(idOf(envelope)) !== envelope.id) refused.add(envelope.aggregateId)
      remaining = remaining.filter((envelope) => !there.has(idOf(envelope)) && !refused.has(envelope.aggregateId))
    }
    for (const envelope of envelopes) this.#positions.logged(envelope)
    for (const aggregateId of refused) this.#positions.forget(aggregateId)
    return envelopes.filter(({ aggregateId }) => refused.has(aggregateId))
  }

  certain(envelopes: readonly Envelope[]): readonly Envelope[] {
    return this.#positions.certain(envelopes)
  }

  async read(aggregateId: string, from: number, to: number): Promise<Envelope[]> {
    return this.#events({ _id: { $gte: logId(aggregateId, from), $lte: logId(aggregateId, to) } })
  }

  async ofOperations(aggregateId: string, operations: readonly string[]): Promise<Envelope[]> {
    return this.#events({ operation: { $in: [...operations] }, _id: logRange(aggregateId) })
  }

  async at(positions: readonly LogPosition[]): Promise<Envelope[]> {
    return this.#events({ _id: { $in: positions.map(({ id, version }) => logId(id, version)) } })
  }

  async newestOfType(aggregateId: string, type: string): Promise<Envelope | undefined> {
    const query = { _id: logRange(aggregateId), 'event.type': type }
    const [entry] = await reach(() => this.#collection.find(query, options).sort({ _id: -1 }).limit(1).toArray())
    return entry?.event
  }

  async #events(query: Parameters<Collection<LogEntry>['find']>[0]): Promise<Envelope[]> {
    const entries = await reach(() => this.#collection.find(query, options).sort({ _id: 1 }).toArray())
    return entries.map(({ event }) => event)
  }

  /** The aggregates whose first event here does not follow on what is there. */
  async #withGaps(envelopes: readonly Envelope[]): Promise<Set<string>> {
    const firsts = new Map<string, Envelope>()
    for (const envelope of envelopes) if (!firsts.has(envelope.aggregateId)) firsts.set(envelope.aggregateId, envelope)
    const before = [...firsts.values()]
      .filter(({ aggregateId: id, aggregateVersion }) => aggregateVersion > (this.#positions.of(id) ?? 0) + 1)
      .map(({ aggregateId: id, aggregateVersion }) => ({ id, version: aggregateVersion - 1 }))
    if (before.length === 0) return new Set()
    const there = new Set((await this.at(before)).map(({ aggregateId }) => aggregateId))
    return new Set(before.map(({ id }) => id).filter((id) => !there.has(id)))
  }

  /** In order, up to the first one that is taken. */
  async #insert(envelopes: readonly Envelope[]): Promise<'inserted' | 'taken'> {
    try {
      await reach(() => this.#collection.insertMany(envelopes.map(entryOf), { ordered: true, timeoutMS }))
      return 'inserted'
    } catch (error) {
      if (writeErrorsOf(error)[0]?.code === duplicateKey) return 'taken'
      throw error
    }
  }
}

const options = { timeoutMS, readConcern }

function idOf({ aggregateId, aggregateVersion }: Envelope): string {
  return logId(aggregateId, aggregateVersion)
}

function positionOf({ aggregateId, aggregateVersion }: Envelope): LogPosition {
  return { id: aggregateId, version: aggregateVersion }
}
