/** Products as they are stored: the shape of their documents, their indexes, and every read. Writes go through the aggregates. */
import type { Page } from '@shop/platform/connection.ts'
import { nativeCollection } from '@shop/platform/mongo.ts'
import { type Connection, Schema } from 'mongoose'
import type { Known, Product } from './domain/product.ts'

/** A document as readers see it: what only writers need (records, outbox) is left out. */
export type StoredProduct<State = Product> = { readonly _id: string; readonly version: number; readonly state: State }
export type ProductStore = Awaited<ReturnType<typeof openStore>>

export const PRODUCTS = 'products'

export async function openStore(connection: Connection) {
  const schema = new Schema<StoredProduct<Known>>(
    { _id: String, version: Number, state: Object },
    { collection: PRODUCTS, versionKey: false, strict: false, minimize: false },
  )
  const model = connection.model('Product', schema)
  const native = nativeCollection<StoredProduct>(connection, PRODUCTS)
  await model.createCollection()
  const projection = { version: 1, state: 1 }

  return {
    /** Those of the products that somebody has added. */
    byIds: async (ids: readonly string[]): Promise<StoredProduct<Known>[]> => {
      const found = await native.find({ _id: { $in: [...ids] } }, { projection }).toArray()
      return found.filter(isKnown)
    },
    /** By id; one more than the page holds where there are more. */
    page: ({ after = '', limit }: Page): Promise<StoredProduct<Known>[]> =>
      model
        .find({ _id: { $gt: after }, 'state.exists': true }, projection)
        .sort({ _id: 1 })
        .limit(limit + 1)
        .lean<StoredProduct<Known>[]>(),
  }
}

function isKnown(product: StoredProduct): product is StoredProduct<Known> {
  return product.state.exists
}
