/** Deliveries as they are stored: the shape of their documents, their indexes, and every read. Writes go through the aggregates. */
import type { DeliveryStatus } from '@shop/contract/values.ts'
import type { PageRequest } from '@shop/subgraph-server/connection.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import { newestWhere } from '@shop/subgraph-server/pages.ts'
import { throughOutages } from '@shop/events/through-outages.ts'
import { type Connection, Schema } from 'mongoose'
import { aggregates } from '../manifest.ts'
import type { Delivery } from './domain/delivery.ts'

/** A document as readers see it: what only writers need (records, outbox) is left out. */
export type StoredDelivery = { readonly _id: string; readonly version: number; readonly state: Delivery }
export type DeliveryStore = Awaited<ReturnType<typeof openStore>>

const DELIVERIES = aggregates.delivery.documents

export async function openStore(connection: Connection) {
  const schema = new Schema<StoredDelivery>(
    { _id: String, version: Number, state: Object },
    { collection: DELIVERIES, versionKey: false, strict: false, minimize: false },
  )
  const model = connection.model('Delivery', schema)
  const native = nativeCollection<StoredDelivery>(connection, DELIVERIES)
  await throughOutages(async () => {
    await model.createCollection()
    await native.createIndex({ 'state.progress.status': 1 }, { name: 'status', sparse: true })
  })

  return {
    byIds: (ids: readonly string[]): Promise<StoredDelivery[]> =>
      native.find({ _id: { $in: [...ids] } }, { projection: { version: 1, state: 1 } }).toArray(),
    /** Those that may be shown, newest order first; one more than the page holds where there are more. */
    page: (page: PageRequest, status: DeliveryStatus | null | undefined): Promise<StoredDelivery[]> => {
      const ofStatus = status ? { 'state.progress.status': status } : {}
      const prepared = { 'state.progress.phase': 'prepared', 'state.address': { $ne: null }, ...ofStatus }
      return newestWhere(model, prepared, page)
    },
  }
}
