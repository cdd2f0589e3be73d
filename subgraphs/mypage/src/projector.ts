/**
 * Brings changes into the views in batches: a moment's, and while one is being stored, what arrives is collected. An order's events
 * come within that moment, and its purchase is then written once instead of once for each: nobody waits for a page as its orders wait
 * for each other.
 */
import { isOutage } from '@shop/platform/outage.ts'
import type { Change } from './domain/change.ts'

type Waiting = {
  readonly change: Change
  readonly traceparent: string | undefined
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}
/** `traceparents`: of what has led to the changes. */
type Store = (changes: readonly Change[], traceparents: readonly (string | undefined)[]) => Promise<void>

const MOST_IN_BATCH = 500

export class Projector {
  readonly #store: Store
  readonly #collect: () => Promise<void>
  #waiting: Waiting[] = []
  #working = false
  #full: () => void = () => undefined

  /**
   * `store`: applies changes, in one bulk a view; never called while a call is under way. `collect`: resolves when what has come by
   * then is to be stored; asked before each batch that is not full, and waited for until it
   * is.
   */
  constructor(store: Store, collect = async () => {}) {
    this.#store = store
    this.#collect = collect
  }

  /** Resolves when the change is stored. Rejects where that failed: it may be stored all the same, and may be tried again. */
  project(change: Change, traceparent?: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, traceparent, resolve, reject })
      if (this.#waiting.length >= MOST_IN_BATCH) this.#full()
      if (!this.#working) void this.#work()
    })
  }

  async #work(): Promise<void> {
    this.#working = true
    await Promise.resolve() // lets what arrives in the same turn ride along
    while (this.#waiting.length > 0) {
      if (this.#waiting.length < MOST_IN_BATCH) await Promise.race([this.#collect(), this.#fullBatch()])
      await this.#batch(this.#waiting.splice(0, MOST_IN_BATCH))
    }
    this.#working = false
  }

  #fullBatch(): Promise<void> {
    return new Promise((resolve) => (this.#full = resolve))
  }

  async #batch(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#store(
        batch.map(({ change }) => change),
        batch.map(({ traceparent }) => traceparent),
      )
      for (const { resolve } of batch) resolve()
    } catch (error) {
      if (isOutage(error) || batch.length === 1) for (const { reject } of batch) reject(error)
      else for (const one of batch) await this.#batch([one]) // one that cannot be stored must not hold up the others
    }
  }
}
