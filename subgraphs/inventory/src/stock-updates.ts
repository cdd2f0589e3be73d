import type { Envelope } from '@shop/contract/catalog.ts'
import type { UpdateStep } from '@shop/events/feed/updates.ts'
import type { KnownProduct } from './domain/product.ts'

export type StockUpdateSource = StockUpdateStep & { readonly cursor: string }
type StockUpdateStep = { readonly productId: string; readonly stock: number }

/** A product's stock has no end. */
export const ofPresent = ({ id, stock }: KnownProduct): UpdateStep<StockUpdateStep> => ({
  update: { productId: id, stock },
  last: false,
})

/** Nothing where the event leaves the stock as it was. */
export function ofEvent({ type, aggregateId: productId, data }: Envelope): UpdateStep<StockUpdateStep> {
  const changes =
    STOCK_CHANGES.has(type) && 'stock' in data && data.stock !== null && !('units' in data && data.units === 0)
  return { update: changes ? { productId, stock: data.stock } : undefined, last: false }
}

const STOCK_CHANGES: ReadonlySet<string> = new Set([
  'ProductAdded',
  'Restocked',
  'StockReserved',
  'StockReleased',
  'StockRestored',
] satisfies Envelope['type'][])
