/** The read model: what stands in each collection, and how it comes there from events. */
import { projection } from '@shop/events/projections/projection.ts'
import type { ReadModel } from '@shop/events/projections/projection.ts'
import type { PageChange, ProductChange, PurchaseChange } from './domain/change.ts'
import { foldPage, foldProductName, type Page, type ProductName } from './domain/page.ts'
import { foldPurchase, type Purchase } from './domain/purchase.ts'
import { ofAccounts, ofOrders, ofProducts } from './reactions.ts'

/** The purchases of one user. */
export const OF_USER = { path: 'value.userId', index: 'user' } as const

export const pages = projection<Page, PageChange>({
  collection: 'mypage_pages',
  reactions: ofAccounts,
  idOf: ({ userId }) => userId,
  fold: foldPage,
  source: 'account',
  seen: ({ version }) => ({ account: version }),
})

export const purchases = projection<Purchase, PurchaseChange>({
  collection: 'mypage_purchases',
  indexes: [{ name: OF_USER.index, key: { [OF_USER.path]: 1, _id: 1 } }],
  reactions: ofOrders,
  idOf: ({ orderId }) => orderId,
  fold: foldPurchase,
  source: 'order',
  seen: ({ sources: { order, delivery } }) => ({ order: order?.version ?? 0, delivery: delivery?.version ?? 0 }),
})

export const productNames = projection<ProductName, ProductChange>({
  collection: 'mypage_products',
  reactions: ofProducts,
  idOf: ({ productId }) => productId,
  fold: foldProductName,
  source: 'product',
  seen: ({ version }) => ({ product: version }),
})

export const readModel: ReadModel = { name: 'mypage', projections: [pages, purchases, productNames] }
