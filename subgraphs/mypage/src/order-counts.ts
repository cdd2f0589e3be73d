/**
 * How many orders each user has. Those that are over a minute old are counted again only after a minute, so that the count costs the same
 * however many there are. An order that comes to mypage more than a minute after it was placed may be missing from it for so long.
 */
import { type Clock, systemClock } from '@shop/events/aggregates/ports.ts'
import type { FoldedDocument } from '@shop/events/projections/folded-documents.ts'
import { firstIdOf } from '@shop/events/uuid-time.ts'
import { LRUCache } from 'lru-cache'
import type { Collection } from 'mongodb'
import type { Purchase } from './domain/purchase.ts'
import { OF_USER } from './read-model.ts'

/** `at`: when that was, by both clocks. */
type Old = { readonly below: string; readonly count: number; readonly at: Moment }
type Moment = { readonly wall: number; readonly elapsed: number }

const MAX_REMEMBERED = 10_000 // users
const KEPT_MS = 60_000
const CLOCK_WAS_SET_MS = 1_000 // where the two clocks are that far from each other

export class OrderCounts {
  readonly #purchases: Collection<FoldedDocument<Purchase>>
  readonly #clock: Pick<Clock, 'now' | 'elapsed'>
  readonly #old = new LRUCache<string, Old>({ max: MAX_REMEMBERED })

  constructor(purchases: Collection<FoldedDocument<Purchase>>, clock: Pick<Clock, 'now' | 'elapsed'> = systemClock) {
    this.#purchases = purchases
    this.#clock = clock
  }

  async of(userId: string): Promise<number> {
    const remembered = this.#old.get(userId)
    const at = { wall: this.#clock.now(), elapsed: this.#clock.elapsed() }
    if (remembered && isFresh(remembered.at, at))
      return remembered.count + (await this.#count(userId, { $gte: remembered.below }))
    const below = firstIdOf(at.wall - KEPT_MS)
    const [count, newer] = await Promise.all([
      this.#count(userId, { $lt: below }),
      this.#count(userId, { $gte: below }),
    ])
    this.#old.set(userId, { below, count, at })
    return count + newer
  }

  #count(userId: string, _id: object): Promise<number> {
    return this.#purchases.countDocuments({ [OF_USER.path]: userId, _id }, { hint: OF_USER.index })
  }
}

/** Orders are sorted by the time in their ids: once the clock has been set back, new ones may come among those already counted. */
function isFresh(then: Moment, now: Moment): boolean {
  const elapsed = now.elapsed - then.elapsed
  return elapsed < KEPT_MS && Math.abs(now.wall - then.wall - elapsed) < CLOCK_WAS_SET_MS
}
