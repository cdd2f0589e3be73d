/** An hour in which people have ordered, for a picture of the console: the figures are made up, the page that shows them is not. */
import type { Shop } from '@shop/dev/shop/shop.ts'
import { MongoClient } from 'mongodb'
import { v7 as uuidv7 } from 'uuid'

const MINUTE_MS = 60_000
const MINUTES = 60

/** As the operations service keeps orders whose delivery is prepared. */
type PreparedOrder = {
  readonly _id: string
  readonly value: { readonly preparedAt: string; readonly waitingFor: null }
}

export async function fillPastHour(shop: Shop): Promise<void> {
  const now = Date.now()
  const orders = Array.from({ length: MINUTES }, (_, minute) => ordersOf(now - (minute + 1) * MINUTE_MS, minute)).flat()
  const mongo = new MongoClient(shop.mongoUri)
  await mongo.db(shop.database).collection<PreparedOrder>('operations_orders').insertMany(orders)
  await mongo.close()
}

/** Now more, now fewer; and the more there are, the longer each takes. */
function ordersOf(from: number, minute: number): PreparedOrder[] {
  const count = Math.round(26 + 14 * Math.sin(minute / 7) + 5 * Math.sin(minute * 2.3))
  return Array.from({ length: count }, (_, index) => {
    const placedAt = from + Math.floor((index * MINUTE_MS) / count)
    const tookMs = 34 + count / 2 + 9 * Math.sin(index * 1.7) + (index === 7 ? 45 + 2 * count : 0)
    return {
      _id: uuidv7({ msecs: placedAt }),
      value: { preparedAt: new Date(placedAt + tookMs).toISOString(), waitingFor: null },
    }
  })
}
