/** What has become of the orders that were accepted, and how long people waited. */
import type { Shop } from '@shop/dev/shop/shop.ts'
import { percentile } from '@shop/platform/percentile.ts'
import { MongoClient } from 'mongodb'

export type OrdersOutcome = {
  readonly lost: number // accepted, and not there
  readonly doubled: number // orders that no buyer's key stands for, and orders that were answered to two buyers
  readonly terminal: number
}

/**
 * Of a shop at rest, in which every order was placed under an idempotency key. `ids`: of the orders that were accepted. A buyer who
 * was not answered in time may have an order all the same, but not two: a key stands for one.
 */
export async function compare(
  shop: Pick<Shop, 'mongoUri' | 'database'>,
  ids: readonly string[],
): Promise<OrdersOutcome> {
  const mongo = new MongoClient(shop.mongoUri)
  try {
    const database = mongo.db(shop.database)
    const keys = await database.collection<{ readonly operation: string }>('order_keys').find().toArray()
    const requested = new Set(keys.map(({ operation }) => operation))
    const orders = await database
      .collection<{ readonly _id: string; readonly state: { readonly status: string } }>('orders')
      .find({}, { projection: { 'state.status': 1 } })
      .toArray()
    const status = new Map(orders.map(({ _id, state }) => [_id, state.status]))
    const sold = new Set(ids)
    const isTerminal = (id: string) => !['PENDING', 'CANCELLING', undefined].includes(status.get(id))
    return {
      lost: ids.filter((id) => !status.has(id)).length,
      doubled: ids.length - sold.size + orders.filter(({ _id }) => !requested.has(_id)).length,
      terminal: [...sold].filter(isTerminal).length,
    }
  } finally {
    await mongo.close()
  }
}

/** Whole milliseconds that `percent` of all waits do not exceed. */
export function percentileMs(waits: readonly number[], percent: number): number {
  return Math.round(
    percentile(
      waits.toSorted((one, other) => one - other),
      percent,
    ) ?? 0,
  )
}
