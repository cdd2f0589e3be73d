/**
 * Documents that are the fold of changes. Every write is guarded on the stamp of what it was folded from, so that several
 * writers (replicas, a rebuild) can work on the same documents; whoever comes second reads again.
 */
import { failpoint } from '@shop/events/failpoints.ts'
import { isOutage } from '@shop/platform/outage.ts'
import { LRUCache } from 'lru-cache'
import { type AnyBulkWriteOperation, type Collection, type Filter, MongoBulkWriteError } from 'mongodb'
import { randomUUID } from 'node:crypto'

export type FoldedDocument<Value> = { readonly _id: string; readonly stamp: string; readonly value: Value }

const timeoutMS = 10_000
const DUPLICATE_KEY = 11_000
const DEADLOCK = 16_908_292 // of PostgreSQL behind a MongoDB protocol: one of two bulks was ended

export class FoldedCollection<Value, Change> {
  readonly #collection: Collection<FoldedDocument<Value>>
  readonly #fold: (value: Value | null, change: Change) => Value
  readonly #idOf: (change: Change) => string
  readonly #recent = new LRUCache<string, FoldedDocument<Value>>({ max: 5_000 })

  constructor(
    collection: Collection<FoldedDocument<Value>>,
    fold: (value: Value | null, change: Change) => Value,
    idOf: (change: Change) => string,
  ) {
    this.#collection = collection
    this.#fold = fold
    this.#idOf = idOf
  }

  /** One bulk at a time, in the order of the calls, is the caller's part: bulks that cross would deadlock. */
  async apply(changes: readonly Change[]): Promise<void> {
    const groups = Map.groupBy(changes, this.#idOf)
    while (groups.size > 0) {
      const stored = await this.#load([...groups.keys()])
      const writes: { readonly before: FoldedDocument<Value> | undefined; readonly after: FoldedDocument<Value> }[] = []
      for (const [id, group] of groups) {
        const before = stored.get(id)
        const value = group.reduce<Value | null>(this.#fold, before?.value ?? null)
        if (value === null || value === before?.value) groups.delete(id)
        else writes.push({ before, after: { _id: id, stamp: randomUUID(), value } })
      }
      if (writes.length === 0) return
      if (await this.#save(writes)) return
    }
  }

  async #load(ids: readonly string[]): Promise<Map<string, FoldedDocument<Value>>> {
    const found = new Map<string, FoldedDocument<Value>>()
    const missing: string[] = []
    for (const id of ids) {
      const recent = this.#recent.get(id)
      if (recent) found.set(id, recent)
      else missing.push(id)
    }
    if (missing.length === 0) return found
    const documents = await this.#collection
      .find({ _id: { $in: missing } } as Filter<FoldedDocument<Value>>, { timeoutMS })
      .toArray()
    for (const document of documents) found.set(document._id, document)
    return found
  }

  /** False where somebody else has written one of them meanwhile. */
  async #save(
    writes: readonly { readonly before: FoldedDocument<Value> | undefined; readonly after: FoldedDocument<Value> }[],
  ): Promise<boolean> {
    const bulk = writes
      .toSorted((a, b) => (a.after._id < b.after._id ? -1 : 1))
      .map(({ before, after }) =>
        before
          ? {
              updateOne: {
                filter: { _id: after._id, stamp: before.stamp },
                update: { $set: { stamp: after.stamp, value: after.value } },
              },
            }
          : { insertOne: { document: after } },
      ) as AnyBulkWriteOperation<FoldedDocument<Value>>[]
    failpoint('before-write', () => [])
    const saved = await this.#bulk(bulk)
    failpoint('after-write', () => [])
    for (const { after } of writes) {
      if (saved) this.#recent.set(after._id, after)
      else this.#recent.delete(after._id)
    }
    return saved
  }

  async #bulk(bulk: AnyBulkWriteOperation<FoldedDocument<Value>>[]): Promise<boolean> {
    try {
      const { matchedCount, insertedCount } = await this.#collection.bulkWrite(bulk, { ordered: false, timeoutMS })
      return matchedCount + insertedCount === bulk.length
    } catch (error) {
      if (isOutage(error) || !(error instanceof MongoBulkWriteError)) throw this.#forget(error)
      const codes = [error.writeErrors].flat().map(({ code }) => code)
      if (codes.length > 0 && codes.every((code) => code === DUPLICATE_KEY || code === DEADLOCK)) return false
      throw this.#forget(error)
    }
  }

  /** What was written is unknown. */
  #forget(error: unknown): unknown {
    this.#recent.clear()
    return error
  }
}
