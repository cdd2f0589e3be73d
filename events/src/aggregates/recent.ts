/**
 * Aggregates as this process stored them last. A write that is decided on one of them is guarded on its version, which identifies nothing where all was
 * restored from a backup while this process was paused or cut off: the other history has that version, too. So after a while one is used only where its
 * document has an etag, and the write is guarded on that as well: random, and set by the acknowledgement that empties the outbox, at the version that this
 * process has just stored. A document that has both is the one that is in memory here, with an empty outbox.
 */

import { LRUCache } from 'lru-cache'
import type { AnyState } from '../decider.ts'
import type { LoadedAggregate } from './document.ts'
import type { Clock } from './ports.ts'

const versionHoldsMs = 30_000 // a restore takes longer, as does noticing that a process is gone
const sharedMs = 600_000 // how long it counts that another replica has written what was in memory here

type RecentAggregate<State extends AnyState> = {
  readonly aggregate: LoadedAggregate<State>
  readonly etag: string | undefined
  readonly at: number
}

export class RecentAggregates<State extends AnyState> {
  readonly #clock: Pick<Clock, 'elapsed'>
  readonly #kept: LRUCache<string, RecentAggregate<State>>
  #sharedUntil = -Infinity

  constructor(clock: Pick<Clock, 'elapsed'>, max: number) {
    this.#clock = clock
    this.#kept = new LRUCache({ max })
  }

  /** As it has just been stored, or read: its version identifies it. */
  get(id: string): LoadedAggregate<State> | undefined {
    const kept = this.#kept.get(id)
    return kept && this.#isFresh(kept) ? kept.aggregate : undefined
  }

  /** However long ago it was stored. Where its version does not identify it, it has the etag that the write is to be guarded on as well. */
  toDecideOn(id: string): LoadedAggregate<State> | undefined {
    const kept = this.#kept.get(id)
    if (!kept || this.#isFresh(kept)) return kept?.aggregate
    if (kept.etag !== undefined && this.#clock.elapsed() >= this.#sharedUntil)
      return { ...kept.aggregate, etag: kept.etag }
    this.#kept.delete(id)
    return undefined
  }

  /** As it was stored or read by what began `at` that time: its answer may have come late. `etag`: what its document was given then. */
  set(aggregate: LoadedAggregate<State>, at: number, etag?: string): void {
    this.#kept.set(aggregate.id, { aggregate, etag, at })
  }

  delete(id: string): void {
    this.#kept.delete(id)
  }

  /**
   * Other replicas have written first. Where that was long after it was stored here, replicas share the work, and the next one is likely to have been
   * written by another, too: a write in vain costs more than a read.
   */
  conflicted(aggregates: readonly LoadedAggregate<State>[]): void {
    for (const { id } of aggregates) this.#kept.delete(id)
    if (aggregates.some(({ etag }) => etag !== undefined)) this.#sharedUntil = this.#clock.elapsed() + sharedMs
  }

  #isFresh({ at }: RecentAggregate<State>): boolean {
    return this.#clock.elapsed() - at < versionHoldsMs
  }
}
