import { LRUCache } from 'lru-cache'

const defaults = { lateAfterMs: 600_000, maxFollowed: 10_000, now: () => performance.now() }

/** Since when something has been missing. Bounded: what is not followed is not late. */
export class Lateness {
  readonly #options: typeof defaults
  readonly #since: LRUCache<string, number>

  constructor(options: Partial<typeof defaults> = {}) {
    this.#options = { ...defaults, ...options }
    this.#since = new LRUCache({ max: this.#options.maxFollowed })
  }

  /** To be called whenever it is seen to be missing. True where the first time was long ago. */
  isLate(what: string): boolean {
    const now = this.#options.now()
    const since = this.#since.get(what) ?? now
    this.#since.set(what, since)
    return now - since >= this.#options.lateAfterMs
  }
}
