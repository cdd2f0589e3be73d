/** What readers ask of the views. */
import type { Page as PageOfList } from '@shop/platform/connection.ts'
import { nativeCollection } from '@shop/platform/mongo.ts'
import { FirstPages, olderThan } from '@shop/platform/pages.ts'
import { type Connection, Schema } from 'mongoose'
import type { Page, ProductName } from './domain/page.ts'
import type { Purchase } from './domain/purchase.ts'
import type { FoldedDocument } from './foldedDocuments.ts'
import { OrderCounts } from './orderCounts.ts'
import { OF_USER, PAGES, PRODUCT_NAMES, PURCHASES } from './views.ts'

export type PageStore = ReturnType<typeof openStore>

export function openStore(connection: Connection) {
  const model = <Value>(name: string, collection: string) =>
    connection.model(
      name,
      new Schema<FoldedDocument<Value>>(
        { _id: String, stamp: String, value: Object },
        { collection, versionKey: false },
      ),
    )
  const pages = model<Page>('Page', PAGES)
  const purchases = model<Purchase>('Purchase', PURCHASES)
  const products = model<ProductName>('ProductName', PRODUCT_NAMES)
  const firstPages = new FirstPages<FoldedDocument<Purchase>>(purchases, OF_USER.path, OF_USER.index)
  const counts = new OrderCounts(nativeCollection<FoldedDocument<Purchase>>(connection, PURCHASES))

  return {
    /** Undefined where the account has said nothing yet. */
    page: async (userId: string): Promise<Page | undefined> => (await pages.findById(userId).lean())?.value,
    orderCount: (userId: string): Promise<number> => counts.of(userId),
    /** Newest first; one more than the page holds where there are more. */
    purchases: async (userId: string, page: PageOfList): Promise<Purchase[]> => {
      const later = () =>
        purchases
          .find({ [OF_USER.path]: userId, ...olderThan(page) })
          .sort({ _id: -1 })
          .limit(page.limit + 1)
          .lean()
      const found = page.after === undefined ? await firstPages.read(userId, page.limit) : await later()
      return found.map(({ value }) => value)
    },
    productNames: async (ids: readonly string[]): Promise<Map<string, string>> => {
      const found = await products.find({ _id: { $in: [...ids] } }).lean()
      return new Map(found.map(({ _id, value }) => [_id, value.name]))
    },
  }
}
