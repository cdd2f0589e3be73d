/** Products as they are stored: the shape of their documents, their indexes, and every read. Writes go through the aggregates. */
import type { PageRequest } from '@shop/subgraph-server/connection.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import { MatchingPages } from '@shop/subgraph-server/pages.ts'
import { throughOutages } from '@shop/events/through-outages.ts'
import { type Connection, Schema } from 'mongoose'
import { aggregates } from '../manifest.ts'
import type { KnownProduct, Product } from './domain/product.ts'
import { wordsOf } from './domain/words.ts'

/** A document as readers see it: what only writers need (records, outbox) is left out. */
export type StoredProduct<State = Product> = { readonly _id: string; readonly version: number; readonly state: State }
export type ProductStore = Awaited<ReturnType<typeof openStore>>

const PRODUCTS = aggregates.product.documents
const LAST_CHARACTER = '\u{10ffff}'
const VISIBLE = 'visible'

export async function openStore(connection: Connection) {
  const schema = new Schema<StoredProduct<KnownProduct>>(
    { _id: String, version: Number, state: Object },
    { collection: PRODUCTS, versionKey: false, strict: false, minimize: false },
  )
  const model = connection.model('Product', schema)
  const native = nativeCollection<StoredProduct>(connection, PRODUCTS)
  await throughOutages(async () => {
    await model.createCollection()
    await native.createIndex({ 'state.words': 1, _id: 1 }, { name: 'words' })
    await addMissingWords(native)
    await native.createIndex({ 'state.exists': 1, _id: 1 }, { name: VISIBLE })
  })
  const projection = { version: 1, state: 1 }
  const visible = new MatchingPages<StoredProduct<KnownProduct>>(model, { 'state.exists': true }, VISIBLE)

  return {
    /** Those of the products that have been added. */
    byIds: async (ids: readonly string[]): Promise<StoredProduct<KnownProduct>[]> => {
      const found = await native.find({ _id: { $in: [...ids] } }, { projection }).toArray()
      return found.filter(isKnown)
    },
    /** By id; one more than the page holds where there are more. Of those with a word that begins so, for each of `beginnings`. */
    page: (page: PageRequest, beginnings: readonly string[]): Promise<StoredProduct<KnownProduct>[]> => {
      if (beginnings.length === 0) return visible.read(page)
      return model
        .find({ _id: { $gt: page.after ?? '' }, 'state.exists': true, ...withWords(beginnings) }, projection)
        .sort({ _id: 1 })
        .limit(page.limit + 1)
        .lean<StoredProduct<KnownProduct>[]>()
    },
  }
}

/** In $elemMatch the index is read from one bound to the other; without it, from each bound to the end. */
function withWords(beginnings: readonly string[]) {
  return {
    $and: beginnings.map((beginning) => ({
      'state.words': { $elemMatch: { $gte: beginning, $lt: `${beginning}${LAST_CHARACTER}` } },
    })),
  }
}

/** Products that were added before names could be searched have no words yet. */
async function addMissingWords(products: ReturnType<typeof nativeCollection<StoredProduct>>): Promise<void> {
  const without = { 'state.exists': true, 'state.words': { $exists: false } }
  for await (const { _id, state } of products.find(without, { projection: { state: 1 } })) {
    if (state.exists) await products.updateOne({ _id, ...without }, { $set: { 'state.words': wordsOf(state.name) } })
  }
}

function isKnown(product: StoredProduct): product is StoredProduct<KnownProduct> {
  return product.state.exists
}
