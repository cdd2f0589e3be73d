/**
 * Brings events into a read model in batches: a moment's, and while one is being stored, what arrives is collected. The events of one
 * saga come within that moment, and a document is then written once instead of once for each: nobody waits for a read model as the steps
 * of a saga wait for each other.
 */
import { isOutage } from '@shop/subgraph-server/outage.ts'
import type { Envelope } from '../contract/envelope.ts'
import type { Apply } from './read-model.ts'

type Waiting = {
  readonly event: Envelope
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}
const MAX_IN_BATCH = 500

export class Projector {
  readonly #apply: Apply
  readonly #collect: () => Promise<void>
  #waiting: Waiting[] = []
  #working = false
  #full: () => void = () => undefined

  /**
   * `apply`: never called while a call is under way. `collect`: resolves when what has come by then is to be stored; asked before each
   * batch that is not full, and waited for until it is.
   */
  constructor(apply: Apply, collect = async () => {}) {
    this.#apply = apply
    this.#collect = collect
  }

  /** Resolves when what the event says is stored. Rejects where that failed: it may be stored all the same, and may be tried again. */
  project(event: Envelope): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ event, resolve, reject })
      if (this.#waiting.length >= MAX_IN_BATCH) this.#full()
      if (!this.#working) void this.#work()
    })
  }

  async #work(): Promise<void> {
    this.#working = true
    await Promise.resolve() // lets what arrives in the same turn ride along
    while (this.#waiting.length > 0) {
      if (this.#waiting.length < MAX_IN_BATCH) await Promise.race([this.#collect(), this.#fullBatch()])
      await this.#batch(this.#waiting.splice(0, MAX_IN_BATCH))
    }
    this.#working = false
  }

  #fullBatch(): Promise<void> {
    return new Promise((resolve) => (this.#full = resolve))
  }

  async #batch(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#apply(batch.map(({ event }) => event))
      for (const { resolve } of batch) resolve()
    } catch (error) {
      if (isOutage(error) || batch.length === 1) for (const { reject } of batch) reject(error)
      else for (const one of batch) await this.#batch([one]) // one that cannot be stored must not hold up the others
    }
  }
}
