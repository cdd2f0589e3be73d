/** The queries of the read model. */
import type { FoldedDocument } from '@shop/events/projections/folded-documents.ts'
import type { Projection } from '@shop/events/projections/projection.ts'
import type { PageRequest as PageOfList } from '@shop/subgraph-server/connection.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import { FirstPages, olderThan } from '@shop/subgraph-server/pages.ts'
import { type Connection, Schema } from 'mongoose'
import type { Page } from './domain/page.ts'
import type { Purchase } from './domain/purchase.ts'
import { OrderCounts } from './order-counts.ts'
import { OF_USER, pages, productNames, purchases } from './read-model.ts'

export type PageStore = ReturnType<typeof openStore>

export function openStore(connection: Connection) {
  const model = <Value>(name: string, { collection }: Projection<Value>) =>
    connection.model(
      name,
      new Schema<FoldedDocument<Value>>(
        { _id: String, stamp: String, value: Object },
        { collection, versionKey: false },
      ),
    )
  const pageModel = model('Page', pages)
  const purchaseModel = model('Purchase', purchases)
  const nameModel = model('ProductName', productNames)
  const firstPages = new FirstPages<FoldedDocument<Purchase>>(purchaseModel, OF_USER.path, OF_USER.index)
  const counts = new OrderCounts(nativeCollection<FoldedDocument<Purchase>>(connection, purchases.collection))

  return {
    /** Undefined where the account has said nothing yet. */
    page: async (userId: string): Promise<Page | undefined> => (await pageModel.findById(userId).lean())?.value,
    orderCount: (userId: string): Promise<number> => counts.of(userId),
    /** Newest first; one more than the page holds where there are more. */
    purchases: async (userId: string, page: PageOfList): Promise<Purchase[]> => {
      const later = () =>
        purchaseModel
          .find({ [OF_USER.path]: userId, ...olderThan(page) })
          .sort({ _id: -1 })
          .limit(page.limit + 1)
          .lean()
      const found = page.after === undefined ? await firstPages.read(userId, page.limit) : await later()
      return found.map(({ value }) => value)
    },
    productNames: async (ids: readonly string[]): Promise<Map<string, string>> => {
      const found = await nameModel.find({ _id: { $in: [...ids] } }).lean()
      return new Map(found.map(({ _id, value }) => [_id, value.name]))
    },
  }
}
