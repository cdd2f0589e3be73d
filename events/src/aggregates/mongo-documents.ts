/** Aggregates in a MongoDB collection. One bulk in flight at a time: bulks that touch the same documents would deadlock. */

import type { AnyBulkWriteOperation, Collection, Filter, MongoBulkWriteError, UpdateFilter } from 'mongodb'
import { codeOf, deadlock, duplicateKey, isBulkWriteError, isUnconfirmed, writeErrorsOf } from '../mongo-errors.ts'
import { isOutage } from '../outage.ts'
import { throughOutages } from '../through-outages.ts'
import type { AggregateDocument } from './document.ts'
import {
  type GuardedWrite,
  type Documents,
  type OutboxAck,
  type Overdue,
  type Postponement,
  Unreachable,
} from './ports.ts'

/** The indexes that this needs; each has its price with every write. Sparse: most documents have neither field. */
export async function indexDocuments(
  collection: Collection<AggregateDocument>,
  { haveDeadlines }: { readonly haveDeadlines: boolean },
): Promise<void> {
  const fields = haveDeadlines ? ['outboxSince', 'due'] : ['outboxSince']
  for (const name of fields) await throughOutages(() => collection.createIndex({ [name]: 1 }, { name, sparse: true }))
}

/** Documents of one kind in MongoDB. Throws `Unreachable` where it is not known whether a write was done. */
export class MongoDocuments implements Documents {
  readonly #collection: Collection<AggregateDocument>
  #last: Promise<unknown> = Promise.resolve()

  constructor(collection: Collection<AggregateDocument>) {
    this.#collection = collection
  }

  load(ids: readonly string[]): Promise<AggregateDocument[]> {
    return reach(() => this.#collection.find({ _id: { $in: [...ids] } }, { timeoutMS, readConcern }).toArray())
  }

  save(changes: readonly GuardedWrite[]): Promise<'saved' | 'conflict'> {
    const [only, ...others] = changes
    return this.#oneAtATime(async () => {
      try {
        const applied = only && others.length === 0 ? await this.#applyOne(only) : await this.#applyAll(changes)
        return applied === changes.length ? 'saved' : 'conflict'
      } catch (error) {
        if (isConflicts(error)) return 'conflict'
        throw error
      }
    })
  }

  /** As a bulk of one, the driver takes a tenth more CPU. */
  async #applyOne(change: GuardedWrite): Promise<number> {
    if (change.from === 0) {
      await this.#collection.insertOne(documentOf(change), { timeoutMS })
      return 1
    }
    const { filter, update } = updateOf(change)
    return (await this.#collection.updateOne(filter, update, { timeoutMS })).matchedCount
  }

  async #applyAll(changes: readonly GuardedWrite[]): Promise<number> {
    const writes = [...changes].sort(byId).map(writeOf)
    // The driver sends inserts and updates one after the other; new documents and stored ones cannot be in each other's way.
    const bulks = [writes.filter(isInsert), writes.filter((write) => !isInsert(write))].filter(isFull)
    const all = await Promise.allSettled(
      bulks.map((bulk) => this.#collection.bulkWrite(bulk, { ordered: false, timeoutMS })),
    )
    const failed = all.filter((one) => one.status === 'rejected').map(({ reason }): unknown => reason)
    if (failed.length > 0) throw failed.find((error) => !isConflicts(error)) ?? failed[0]
    const done = all.filter((one) => one.status === 'fulfilled').map(({ value }) => value)
    return done.reduce((sum, { matchedCount, insertedCount }) => sum + matchedCount + insertedCount, 0)
  }

  async acknowledge(acks: readonly OutboxAck[]): Promise<void> {
    const alike = Map.groupBy(acks, ({ versions, emptied, etag }) => `${emptied}:${versions.join()}:${etag}`)
    const writes = [...alike.values()].map(ackOf).filter((write) => write !== undefined)
    if (writes.length === 0) return
    await this.#oneAtATime(() => this.#collection.bulkWrite(writes, { ordered: false, timeoutMS }))
  }

  withOutboxSince(overdue: Overdue, limit: number): Promise<AggregateDocument[]> {
    return this.#overdue((outboxSince) => ({ outboxSince, disputed: { $exists: false } }), overdue, limit)
  }

  withDue(overdue: Overdue, limit: number): Promise<AggregateDocument[]> {
    return this.#overdue((due) => ({ due }), overdue, limit)
  }

  markForked(ids: readonly string[]): Promise<void> {
    return this.#update(ids, { $set: { disputed: true } })
  }

  unmarkForked(ids: readonly string[]): Promise<void> {
    return this.#update(ids, { $unset: { disputed: true } })
  }

  async #update(ids: readonly string[], update: UpdateFilter<AggregateDocument>): Promise<void> {
    await this.#oneAtATime(() => this.#collection.updateMany({ _id: { $in: [...ids].sort() } }, update, { timeoutMS }))
  }

  async postpone(id: string, version: number, { due, aheadSince }: Postponement): Promise<void> {
    const ahead = aheadSince ? { $set: { aheadSince } } : { $unset: { aheadSince: '' as const } }
    const update = due
      ? { ...ahead, $set: { ...ahead.$set, due } }
      : { $unset: { due: '' as const, aheadSince: '' as const } }
    await this.#oneAtATime(() => this.#collection.updateOne({ _id: id, version }, update, { timeoutMS }))
  }

  /** Two queries, each a range of the index: not every server makes that of one. */
  async #overdue(
    queryOf: (time: { readonly $lt: Date } | { readonly $gt: Date }) => Filter<AggregateDocument>,
    { before, after }: Overdue,
    limit: number,
  ): Promise<AggregateDocument[]> {
    const options = { timeoutMS, readConcern, limit }
    const past = await reach(() => this.#collection.find(queryOf({ $lt: before }), options).toArray())
    if (past.length >= limit) return past
    const ahead = await reach(() => this.#collection.find(queryOf({ $gt: after }), options).toArray())
    return [...past, ...ahead].slice(0, limit)
  }

  #oneAtATime<Answer>(run: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#last.then(() => reach(run))
    this.#last = answer.catch(() => undefined)
    return answer
  }
}

const timeoutMS = 10_000 // a database that is paused rather than gone answers nothing at all

/** A decision or an answer based on data that a change of primary rolls back would be wrong. */
export const readConcern = { level: 'majority' } as const

/** Errors that say the database is away, or leave open whether it has done it, become `Unreachable`. */
export async function reach<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run()
  } catch (error) {
    if (isOutage(error)) throw new Unreachable('the database is away', { cause: error })
    if (isUnconfirmed(error)) throw new Unreachable('too few servers have confirmed a write', { cause: error })
    throw error
  }
}

function isConflicts(error: unknown): boolean {
  return isBulkWriteError(error) ? codesOf(error).every(isConflict) : isConflict(codeOf(error))
}

function isConflict(code: unknown): boolean {
  return code === duplicateKey || code === deadlock
}

function codesOf(error: MongoBulkWriteError): (number | undefined)[] {
  const codes = writeErrorsOf(error).map(({ code }) => code)
  return codes.length > 0 ? codes : [typeof error.code === 'number' ? error.code : undefined]
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

function isFull(bulk: readonly unknown[]): boolean {
  return bulk.length > 0
}

function isInsert(write: AnyBulkWriteOperation<AggregateDocument>): boolean {
  return 'insertOne' in write
}

function writeOf(change: GuardedWrite): AnyBulkWriteOperation<AggregateDocument> {
  return change.from === 0 ? { insertOne: { document: documentOf(change) } } : { updateOne: updateOf(change) }
}

/** The document that a change from nothing makes. */
export function documentOf({ id, to, state, operations, forgotten, outbox, due, at }: GuardedWrite): AggregateDocument {
  return {
    _id: id,
    version: to,
    state,
    operations: operations.set,
    ...(forgotten === undefined ? {} : { forgotten }),
    outbox: Object.fromEntries(outbox.set.map((envelope) => [String(envelope.aggregateVersion), envelope])),
    outboxSince: at,
    ...(due === undefined ? {} : { due }),
  }
}

function updateOf({ id, from, etag, to, state, operations, forgotten, outbox, due, at }: GuardedWrite) {
  const $set: Record<string, unknown> = { version: to, state, outboxSince: at }
  const $unset: Record<string, ''> = {}
  for (const [key, record] of Object.entries(operations.set)) $set[`operations.${key}`] = record
  for (const key of operations.unset) $unset[`operations.${key}`] = ''
  for (const envelope of outbox.set) $set[`outbox.${envelope.aggregateVersion}`] = envelope
  for (const version of outbox.unset) $unset[`outbox.${version}`] = ''
  if (forgotten !== undefined) $set['forgotten'] = forgotten
  if (due === undefined) $unset['due'] = ''
  else $set['due'] = due
  const filter = { _id: id, version: from, ...(etag === undefined ? {} : { etag }) }
  return { filter, update: { $set, ...(Object.keys($unset).length > 0 ? { $unset } : {}) } }
}

/** One update for all whose acknowledgements are alike: many new orders and deliveries are at the same version. */
function ackOf(acks: readonly OutboxAck[]): AnyBulkWriteOperation<AggregateDocument> | undefined {
  const { versions = [], emptied, etag } = acks[0] ?? {}
  const $unset: Record<string, ''> = Object.fromEntries(versions.map((version) => [`outbox.${version}`, '']))
  if (emptied !== undefined) $unset['outboxSince'] = ''
  if (Object.keys($unset).length === 0) return undefined
  const _id = { $in: acks.map(({ id }) => id).sort() }
  if (emptied === undefined) return { updateMany: { filter: { _id }, update: { $unset } } }
  const $set = etag === undefined ? {} : { $set: { etag } }
  return { updateMany: { filter: { _id, version: emptied }, update: { $unset, ...$set } } }
}
