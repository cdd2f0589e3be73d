/** Where folded documents stand: in MongoDB, or, for a simulation, in memory. */
import type { AnyBulkWriteOperation, Collection, Filter } from 'mongodb'
import { deadlock, duplicateKey, writeErrorsOf } from '../mongo-errors.ts'
import { isOutage } from '../outage.ts'

export type FoldedDocument<Value> = { readonly _id: string; readonly stamp: string; readonly value: Value }

export type FoldedWrite<Value> = {
  readonly before: FoldedDocument<Value> | undefined
  readonly after: FoldedDocument<Value>
}

export interface FoldedDocuments<Value> {
  load(ids: readonly string[]): Promise<FoldedDocument<Value>[]>
  /**
   * All of them in one bulk. False where another writer has changed one of them since `before` was read: the others are written.
   * Rejects where any of them may have been written.
   */
  save(writes: readonly FoldedWrite<Value>[]): Promise<boolean>
}

const timeoutMS = 10_000

export class MongoFoldedDocuments<Value> implements FoldedDocuments<Value> {
  readonly #collection: Collection<FoldedDocument<Value>>

  constructor(collection: Collection<FoldedDocument<Value>>) {
    this.#collection = collection
  }

  load(ids: readonly string[]): Promise<FoldedDocument<Value>[]> {
    const filter = { _id: { $in: ids } } as Filter<FoldedDocument<Value>>
    return this.#collection.find(filter, { timeoutMS }).toArray()
  }

  async save(writes: readonly FoldedWrite<Value>[]): Promise<boolean> {
    const bulk = writes.toSorted((a, b) => (a.after._id < b.after._id ? -1 : 1)).map(writeOf) as AnyBulkWriteOperation<
      FoldedDocument<Value>
    >[]
    try {
      const { matchedCount, insertedCount } = await this.#collection.bulkWrite(bulk, { ordered: false, timeoutMS })
      return matchedCount + insertedCount === bulk.length
    } catch (error) {
      const codes = isOutage(error) ? [] : writeErrorsOf(error).map(({ code }) => code)
      if (codes.length > 0 && codes.every((code) => code === duplicateKey || code === deadlock)) return false
      throw error
    }
  }
}

function writeOf<Value>({ before, after }: FoldedWrite<Value>) {
  if (!before) return { insertOne: { document: after } }
  const filter = { _id: after._id, stamp: before.stamp }
  return { updateOne: { filter, update: { $set: { stamp: after.stamp, value: after.value } } } }
}
