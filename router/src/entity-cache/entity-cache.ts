import { LRUCache } from 'lru-cache'

/** An entity, whatever its selection: what an eviction names. */
export type EntityId = string

/** @param key the value of its key field, as text */
export function entityId(type: string, key: string): EntityId {
  return `${type}\n${key}`
}

/** A fetch under way whose result may be cached. Call `end` whatever its outcome. */
export type Fill = {
  /** Keeps the JSON text of an entity, unless it was evicted since the fetch began. */
  readonly keep: (id: EntityId, key: string, entity: string) => void
  readonly end: () => void
}

type CachedEntity = { readonly id: EntityId; readonly entity: string }
type CacheFill = { readonly evicted: Set<EntityId>; readonly epoch: number }

/** Rough memory of an entry over its texts. */
const OVERHEAD = 300

/**
 * JSON texts of entities, by their selections; bounded by bytes, the least recently used are evicted first. Open only while
 * evictions arrive: what cannot be evicted is not cached.
 */
export class EntityCache {
  readonly #entries: LRUCache<string, CachedEntity>
  readonly #keys = new Map<EntityId, Set<string>>()
  readonly #fillings = new Map<EntityId, Set<CacheFill>>()
  #isOpen = false
  #epoch = 0

  constructor(maxBytes: number) {
    this.#entries = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ entity }, key) => 2 * (entity.length + key.length) + OVERHEAD,
      dispose: ({ id }, key) => this.#forget(id, key),
    })
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  get bytes(): number {
    return this.#entries.calculatedSize
  }

  get(key: string): string | undefined {
    return this.#entries.get(key)?.entity
  }

  /** Begins a fetch of these entities. To be called before it is sent. */
  fill(ids: readonly EntityId[]): Fill {
    const filling: CacheFill = { evicted: new Set(), epoch: this.#epoch }
    for (const id of ids) {
      const others = this.#fillings.get(id)
      if (others) others.add(filling)
      else this.#fillings.set(id, new Set([filling]))
    }
    return {
      keep: (id, key, entity) => {
        if (!this.#isOpen || filling.epoch !== this.#epoch || filling.evicted.has(id)) return
        this.#entries.set(key, { id, entity })
        if (!this.#entries.has(key)) return
        const keys = this.#keys.get(id)
        if (keys) keys.add(key)
        else this.#keys.set(id, new Set([key]))
      },
      end: () => {
        for (const id of ids) {
          const others = this.#fillings.get(id)
          others?.delete(filling)
          if (others?.size === 0) this.#fillings.delete(id)
        }
      },
    }
  }

  /** The entity has changed: removes what is cached of it, and does not cache what is under way. */
  evict(id: EntityId): void {
    for (const filling of this.#fillings.get(id) ?? []) filling.evicted.add(id)
    for (const key of [...(this.#keys.get(id) ?? [])]) this.#entries.delete(key)
  }

  /** From now on evictions arrive. */
  open(): void {
    this.#isOpen = true
  }

  /** Changes may be missed: empties the cache, and caches nothing until it is opened again. */
  close(): void {
    this.#isOpen = false
    this.clear()
  }

  /** Empties it, of what is under way too. */
  clear(): void {
    this.#epoch++
    this.#entries.clear()
  }

  #forget(id: EntityId, key: string): void {
    const keys = this.#keys.get(id)
    keys?.delete(key)
    if (keys?.size === 0) this.#keys.delete(id)
  }
}
