/**
 * The consistent part of a dump's logs. Logs that are dumped one after another while the shop is open may have an effect without
 * its cause: the payment of an order that was placed after the orders' log was read. Left out is the least that has to be, so that
 * every cause is there: then the state is one that the shop could have been in, with some messages under way (a consistent cut, after
 * Mattern, "Virtual time and global states of distributed systems", 1989).
 */

import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { timeOf } from '@shop/events/uuid-time.ts'

/** By aggregate and id: the first version to be left out, and all after it. */
export type Cut = ReadonlyMap<string, number>

export const keyOf = ({ aggregate, aggregateId }: Pick<RawEnvelope, 'aggregate' | 'aggregateId'>): string =>
  `${aggregate}:${aggregateId}`

type Young = { readonly id: string; readonly key: string; readonly version: number; readonly cause: string | undefined }

/**
 * `settled`: what happened before is in the dump with all its causes, by the time in the ids of events. It is in outboxes or in logs:
 * add the events of both, each aggregate's oldest first; then call `cut`.
 */
export class CutFinder {
  readonly #settled: number
  readonly #young: Young[] = []
  readonly #cut = new Map<string, number>()

  constructor(settled: Date) {
    this.#settled = settled.getTime()
  }

  add(event: RawEnvelope, before: RawEnvelope | undefined): void {
    const key = keyOf(event)
    const expected = before && keyOf(before) === key ? before.aggregateVersion + 1 : this.#firstOf(event)
    if (event.aggregateVersion !== expected && !this.#cut.has(key)) this.#cut.set(key, expected)
    if (!this.#isYoung(event.id)) return
    this.#young.push({ id: event.id, key, version: event.aggregateVersion, cause: event.causationId })
  }

  /** Leaves out what has no cause, then what that caused, and so on. */
  find(): Cut {
    let kept = this.#young
    for (;;) {
      const remaining = kept.filter((event) => !this.#isCut(event))
      const there = new Set(remaining.map(({ id }) => id))
      const orphans = remaining.filter(({ cause }) => cause !== undefined && this.#isYoung(cause) && !there.has(cause))
      if (orphans.length === 0) return this.#cut
      for (const { key, version } of orphans) this.#cut.set(key, Math.min(version, this.#cut.get(key) ?? Infinity))
      kept = remaining
    }
  }

  /** A log may have been pruned of what is old, but not of what has just happened. */
  #firstOf({ id, aggregateVersion }: RawEnvelope): number {
    return this.#isYoung(id) ? 1 : aggregateVersion
  }

  #isCut({ key, version }: Young): boolean {
    return version >= (this.#cut.get(key) ?? Infinity)
  }

  #isYoung(id: string): boolean {
    return timeOf(id) >= this.#settled
  }
}
