/**
 * Aggregates as they were stored last, for a while: what is decided on one of them is guarded by its version alone, which says nothing
 * where all was restored from a backup while this process was paused or cut off.
 */

import { LRUCache } from 'lru-cache'
import type { AnyState } from '../decider.ts'
import type { LoadedAggregate } from './document.ts'
import type { Clock } from './ports.ts'

const keptMs = 30_000 // a restore takes longer, as does noticing that a process is gone

type RecentAggregate<State extends AnyState> = { readonly aggregate: LoadedAggregate<State>; readonly at: number }

export class RecentAggregates<State extends AnyState> {
  readonly #clock: Pick<Clock, 'elapsed'>
  readonly #kept: LRUCache<string, RecentAggregate<State>>

  constructor(clock: Pick<Clock, 'elapsed'>, max: number) {
    this.#clock = clock
    this.#kept = new LRUCache({ max })
  }

  get(id: string): LoadedAggregate<State> | undefined {
    const kept = this.#kept.get(id)
    if (!kept) return undefined
    if (this.#clock.elapsed() - kept.at < keptMs) return kept.aggregate
    this.#kept.delete(id)
    return undefined
  }

  /** As it has just been stored, or read. */
  set(id: string, aggregate: LoadedAggregate<State>): void {
    this.#kept.set(id, { aggregate, at: this.#clock.elapsed() })
  }

  delete(id: string): void {
    this.#kept.delete(id)
  }
}
