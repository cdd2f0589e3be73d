import type { Collection } from 'mongodb'
import { reach, readConcern } from './aggregates/mongo-documents.ts'
import { Unreachable } from './aggregates/ports.ts'
import type { ClaimedKey, KeyStore } from './keys.ts'
import { deadlock, duplicateKey, writeErrorsOf } from './mongo-errors.ts'

const timeoutMS = 5_000

/** Claimed idempotency keys in a collection of MongoDB. */
export class MongoKeys implements KeyStore {
  readonly #collection: Collection<ClaimedKey>

  constructor(collection: Collection<ClaimedKey>) {
    this.#collection = collection
  }

  async insert(keys: readonly ClaimedKey[]): Promise<ReadonlySet<number>> {
    try {
      await reach(() => this.#collection.insertMany(keys, { ordered: false, timeoutMS }))
      return new Set()
    } catch (error) {
      const errors = writeErrorsOf(error)
      if (errors.some(({ code }) => code === deadlock)) throw new Unreachable('two replicas claimed keys at once')
      if (errors.length === 0 || errors.some(({ code }) => code !== duplicateKey)) throw error
      return new Set(errors.map(({ index }) => index))
    }
  }

  read(ids: readonly string[]): Promise<ClaimedKey[]> {
    return reach(() => this.#collection.find({ _id: { $in: [...ids] } }, { timeoutMS, readConcern }).toArray())
  }
}
