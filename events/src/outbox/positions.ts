/**
 * How far the log is known to come, by aggregate: what it has, and what it is sure to take since that follows on what it has. Of what it
 * may refuse, since the documents or the log were restored from a backup, its answer has to be waited for.
 */

import { timeOf } from '../uuid-time.ts'
import type { Clock } from '../aggregates/ports.ts'
import { LRUCache } from 'lru-cache'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'

const maxRemembered = 10_000
const clocksAgreeMs = 60_000

/** When this was called, by the present wall clock or by that of then, whichever is later: it may have been set meanwhile. */
export function beginning(clock: Pick<Clock, 'now' | 'elapsed'>): () => number {
  const [at, since] = [clock.now(), clock.elapsed()]
  return () => Math.max(at, clock.now() - (clock.elapsed() - since))
}

export class Positions {
  readonly #newest = new LRUCache<string, number>({ max: maxRemembered })
  readonly #beganAt: () => number

  /** `beganAt`: since then (epoch ms, as clocks now are) nothing has been restored, since this process would not run. */
  constructor(beganAt: () => number) {
    this.#beganAt = beganAt
  }

  /** The newest version that is in the log, or sure to come to be. */
  of(aggregateId: string): number | undefined {
    return this.#newest.get(aggregateId)
  }

  logged({ aggregateId, aggregateVersion }: Envelope): void {
    this.#newest.set(aggregateId, Math.max(aggregateVersion, this.#newest.get(aggregateId) ?? 0))
  }

  forget(aggregateId: string): void {
    this.#newest.delete(aggregateId)
  }

  /** Those of a batch (each aggregate's oldest first) that the log is sure to take. They are to be logged, and in this order. */
  certain(envelopes: readonly Envelope[]): readonly Envelope[] {
    return envelopes.filter(({ aggregateId: id, aggregateVersion }) => {
      const before = this.#newest.get(id) ?? (this.#isNew(id) ? 0 : undefined)
      if (before !== aggregateVersion - 1) return false
      this.#newest.set(id, aggregateVersion)
      return true
    })
  }

  /** Made after this process began, so that no log has it but through documents that are there. */
  #isNew(aggregateId: string): boolean {
    return timeOf(aggregateId) >= this.#beganAt() + clocksAgreeMs
  }
}
