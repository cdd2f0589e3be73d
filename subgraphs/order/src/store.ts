/** Orders as they are stored: the shape of their documents, their indexes, and every read. Writes go through the aggregates. */
import type { OrderStatus } from '@shop/contract/values.ts'
import type { PageRequest } from '@shop/subgraph-server/connection.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import { FirstPages, newest, newestWhere, pagesAtOnce } from '@shop/subgraph-server/pages.ts'
import { throughOutages } from '@shop/events/through-outages.ts'
import { type Connection, type QueryFilter, Schema } from 'mongoose'
import { aggregates } from '../manifest.ts'
import type { PlacedOrder } from './domain/order.ts'

/** An order as readers see it: without the records that only its writers need. */
export type StoredState = Omit<PlacedOrder, 'operations'>
export type StoredOrder = { readonly _id: string; readonly version: number; readonly state: StoredState }
export type UserReference = { readonly id: string }
export type OrderStore = Awaited<ReturnType<typeof openStore>>
/** A page of one user's orders. */
export type OwnedPage = {
  readonly userId: string
  readonly status: OrderStatus | undefined
  readonly page: PageRequest
}

const ORDERS = aggregates.order.documents

/** Orders without an event since that time. */
export function unchangedSince(time: Date): { readonly 'state.updatedAt': { readonly $lt: string } } {
  return { 'state.updatedAt': { $lt: time.toISOString() } }
}

export async function openStore(connection: Connection) {
  const schema = new Schema<StoredOrder>(
    { _id: String, version: Number, state: Object },
    { collection: ORDERS, versionKey: false, strict: false, minimize: false },
  )
  const model = connection.model('Order', schema)
  const native = nativeCollection<StoredOrder>(connection, ORDERS)
  await throughOutages(async () => {
    await model.createCollection()
    await native.createIndex({ 'state.userId': 1, _id: -1 }, { name: 'owner' })
    await native.createIndex({ 'state.status': 1, _id: -1 }, { name: 'status' })
  })

  const firstPages = new FirstPages<StoredOrder>(model, 'state.userId', 'owner')
  const firstPage = async ({ userId, page }: OwnedPage) => [await firstPages.read(userId, page.limit)]

  return {
    byIds: (ids: readonly string[]): Promise<StoredOrder[]> =>
      native.find({ _id: { $in: [...ids] } }, { projection: { version: 1, state: 1 } }).toArray(),
    /** Of all users, newest first; one more than the page holds where there are more. */
    page: (page: PageRequest, status: OrderStatus | undefined): Promise<StoredOrder[]> =>
      status ? newestWhere<StoredOrder>(model, { 'state.status': status }, page) : newest<StoredOrder>(model, page),
    /** Of one user each, newest first, in one query. */
    owned: (pages: readonly OwnedPage[]): Promise<StoredOrder[][]> => {
      const [only] = pages.length === 1 ? pages : []
      if (only && only.status === undefined && only.page.after === undefined) return firstPage(only)
      const branches = pages.map(({ userId, status, page: { limit, after } }) => ({
        filter: ownedBy(userId, status, after),
        limit,
      }))
      return pagesAtOnce<StoredOrder>(model, branches)
    },
  }
}

/** Only the owner is for an index to find: the rest would lead some servers to another index that has many more matches. */
function ownedBy(userId: string, status: OrderStatus | undefined, after: string | undefined): QueryFilter<StoredOrder> {
  const conditions = [
    ...(status ? [{ $eq: ['$state.status', status] }] : []),
    ...(after === undefined ? [] : [{ $lt: ['$_id', after] }]),
  ]
  return { 'state.userId': userId, ...(conditions.length > 0 && { $expr: { $and: conditions } }) }
}
