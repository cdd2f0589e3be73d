/** The updates of a product's streams. They have no end, as a product has none. */
import type { Envelope } from '@shop/contract/catalog.ts'
import type { UpdateStep } from '@shop/events/feed/updates.ts'
import type { KnownProduct } from './domain/product.ts'

export type ProductUpdateSource = ProductUpdateStep & { readonly cursor: string }
type ProductUpdateStep = { readonly productId: string; readonly stock: number; readonly price: number }
type OfEvent = (envelope: Envelope) => UpdateStep<ProductUpdateStep>

export const ofPresent = ({ id, stock, price }: KnownProduct): UpdateStep<ProductUpdateStep> => ({
  update: { productId: id, stock, price },
  last: false,
})

const STOCK_CHANGES = ['ProductAdded', 'Restocked', 'StockReserved', 'StockReleased', 'StockRestored'] as const

/** Nothing where the event leaves the stock as it was. */
export const stockOfEvent = ofEventsOf(STOCK_CHANGES)
/** Nothing where the event leaves stock and price as they were. */
export const productOfEvent = ofEventsOf([...STOCK_CHANGES, 'PriceChanged'])

function ofEventsOf(types: readonly Envelope['type'][]): OfEvent {
  const changes: ReadonlySet<string> = new Set(types)
  return ({ type, aggregateId: productId, data }) => {
    const changed = changes.has(type) && !('units' in data && data.units === 0)
    if (!changed || !('stock' in data && 'price' in data)) return { update: undefined, last: false }
    const { stock, price } = data
    return { update: stock === null || price === null ? undefined : { productId, stock, price }, last: false }
  }
}
