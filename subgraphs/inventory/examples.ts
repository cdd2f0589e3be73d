import { operation, ofOrder } from '@shop/contract/examples.ts'
import type { productEvents } from './events.ts'

const shelf = { stock: 990, price: 1000 }

/** A valid one of each event. */
export const productExamples: { readonly [Type in keyof typeof productEvents]: object } = {
  ProductAdded: { productId: 'tea', operation, name: 'Tea', ...shelf },
  Restocked: { productId: 'tea', operation, name: 'Tea', quantity: 5, ...shelf },
  PriceChanged: { productId: 'tea', operation, name: 'Tea', ...shelf },
  StockReserved: { ...ofOrder, unitPrice: 1000, totalPrice: 10_000, ...shelf },
  StockRejected: { ...ofOrder, reason: 'OUT_OF_STOCK', ...shelf },
  StockReleased: { ...ofOrder, units: 10, reason: 'INSUFFICIENT_POINTS', ...shelf },
  StockRestored: { ...ofOrder, units: 10, ...shelf },
}
