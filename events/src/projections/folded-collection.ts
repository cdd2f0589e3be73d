/**
 * Documents that are the fold of changes. Every write is guarded on the stamp of what it was folded from, so that several
 * writers (replicas, a rebuild) can work on the same documents; the second writer reads again.
 */
import { LRUCache } from 'lru-cache'
import { randomUUID } from 'node:crypto'
import { failpoint } from '../failpoints.ts'
import type { FoldedDocument, FoldedDocuments, FoldedWrite } from './folded-documents.ts'
import type { DocumentChange } from './projection.ts'

export type FoldedOptions = {
  readonly maxDocuments?: number // documents kept in memory; default 5,000
  readonly newStamp?: () => string // never the same twice; default a random UUID
}

export class FoldedCollection<Value> {
  readonly #documents: FoldedDocuments<Value>
  readonly #newStamp: () => string
  readonly #recent: LRUCache<string, FoldedDocument<Value>>

  constructor(documents: FoldedDocuments<Value>, { maxDocuments = 5_000, newStamp = randomUUID }: FoldedOptions = {}) {
    this.#documents = documents
    this.#newStamp = newStamp
    this.#recent = new LRUCache({ max: maxDocuments })
  }

  /** The caller makes one bulk at a time, in the order of the calls: bulks that cross would deadlock. */
  async apply(changes: readonly DocumentChange<Value>[]): Promise<void> {
    const groups = Map.groupBy(changes, ({ id }) => id)
    while (groups.size > 0) {
      const stored = await this.#load([...groups.keys()])
      const writes: FoldedWrite<Value>[] = []
      for (const [id, group] of groups) {
        const before = stored.get(id)
        const value = group.reduce<Value | null>((value, change) => change.apply(value), before?.value ?? null)
        if (value === null || value === before?.value) groups.delete(id)
        else writes.push({ before, after: { _id: id, stamp: this.#newStamp(), value } })
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
    for (const document of await this.#documents.load(missing)) found.set(document._id, document)
    return found
  }

  /** False where another writer has changed one of them meanwhile. */
  async #save(writes: readonly FoldedWrite<Value>[]): Promise<boolean> {
    failpoint('before-write', () => [])
    const saved = await this.#written(writes)
    failpoint('after-write', () => [])
    for (const { after } of writes) {
      if (saved) this.#recent.set(after._id, after)
      else this.#recent.delete(after._id)
    }
    return saved
  }

  async #written(writes: readonly FoldedWrite<Value>[]): Promise<boolean> {
    try {
      return await this.#documents.save(writes)
    } catch (error) {
      this.#recent.clear() // what was written is unknown
      throw error
    }
  }
}
