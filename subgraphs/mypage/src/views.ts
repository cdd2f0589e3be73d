/** The read model's collections: what stands in each, and how a change is folded into it. */
import { nativeCollection } from '@shop/platform/mongo.ts'
import type { Connection } from 'mongoose'
import type { Change, PageChange, ProductChange, PurchaseChange } from './domain/change.ts'
import { foldPage, foldProductName, type Page, type ProductName } from './domain/page.ts'
import { foldPurchase, type Purchase } from './domain/purchase.ts'
import { FoldedCollection, type FoldedOptions } from './foldedCollection.ts'
import { type FoldedDocument, type FoldedDocuments, MongoFoldedDocuments } from './foldedDocuments.ts'

export const PAGES = 'mypage_pages'
export const PURCHASES = 'mypage_purchases'
export const PRODUCT_NAMES = 'mypage_products'
/** The purchases of one user. */
export const OF_USER = { path: 'value.userId', index: 'user' } as const
export const VIEWS = [PAGES, PURCHASES, PRODUCT_NAMES] as const

export type Views = {
  readonly pages: FoldedCollection<Page, PageChange>
  readonly purchases: FoldedCollection<Purchase, PurchaseChange>
  readonly productNames: FoldedCollection<ProductName, ProductChange>
}

/** Where each view stands. */
export type ViewDocuments = {
  readonly pages: FoldedDocuments<Page>
  readonly purchases: FoldedDocuments<Purchase>
  readonly productNames: FoldedDocuments<ProductName>
}

/** `suffix`: of the collections' names, for a set that is built beside the one in use. */
export async function openViews(connection: Connection, suffix = ''): Promise<Views> {
  const collection = <Value>(name: string) => nativeCollection<FoldedDocument<Value>>(connection, `${name}${suffix}`)
  await collection(PURCHASES).createIndex({ [OF_USER.path]: 1, _id: 1 }, { name: OF_USER.index })
  return viewsOver({
    pages: new MongoFoldedDocuments(collection<Page>(PAGES)),
    purchases: new MongoFoldedDocuments(collection<Purchase>(PURCHASES)),
    productNames: new MongoFoldedDocuments(collection<ProductName>(PRODUCT_NAMES)),
  })
}

export function viewsOver({ pages, purchases, productNames }: ViewDocuments, options: FoldedOptions = {}): Views {
  return {
    pages: new FoldedCollection(pages, foldPage, ({ userId }) => userId, options),
    purchases: new FoldedCollection(purchases, foldPurchase, ({ orderId }) => orderId, options),
    productNames: new FoldedCollection(productNames, foldProductName, ({ productId }) => productId, options),
  }
}

/** Resolves when all of them are stored; each view gets its changes in one bulk. */
export async function applyAll({ pages, purchases, productNames }: Views, changes: readonly Change[]): Promise<void> {
  await Promise.all([
    pages.apply(changes.filter((change) => change.document === 'page')),
    purchases.apply(changes.filter((change) => change.document === 'purchase')),
    productNames.apply(changes.filter((change) => change.document === 'product')),
  ])
}
