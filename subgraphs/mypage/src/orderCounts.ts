/**
 * How many orders each user has. Those that are over a minute old are counted again only after a minute, so that the count costs the same
 * however many there are. An order that comes to mypage more than a minute after it was placed may be missing from it for so long.
 */
import { systemClock } from '@shop/events/aggregates/ports.ts'
import { firstIdOf } from '@shop/platform/uuidTime.ts'
import { LRUCache } from 'lru-cache'
import type { Collection } from 'mongodb'
import type { Purchase } from './domain/purchase.ts'
import type { FoldedDocument } from './foldedDocuments.ts'
import { OF_USER } from './views.ts'

type Old = { readonly below: string; readonly count: number; readonly until: number } // epoch ms

const MOST_REMEMBERED = 10_000 // users
const KEPT_MS = 60_000

export class OrderCounts {
  readonly #purchases: Collection<FoldedDocument<Purchase>>
  readonly #now: () => number
  readonly #old = new LRUCache<string, Old>({ max: MOST_REMEMBERED })

  constructor(purchases: Collection<FoldedDocument<Purchase>>, now = () => systemClock.now()) {
    this.#purchases = purchases
    this.#now = now
  }

  async of(userId: string): Promise<number> {
    const remembered = this.#old.get(userId)
    if (remembered && remembered.until > this.#now())
      return remembered.count + (await this.#count(userId, { $gte: remembered.below }))
    const below = firstIdOf(this.#now() - KEPT_MS)
    const [count, newer] = await Promise.all([
      this.#count(userId, { $lt: below }),
      this.#count(userId, { $gte: below }),
    ])
    this.#old.set(userId, { below, count, until: this.#now() + KEPT_MS })
    return count + newer
  }

  #count(userId: string, _id: object): Promise<number> {
    return this.#purchases.countDocuments({ [OF_USER.path]: userId, _id }, { hint: OF_USER.index })
  }
}
