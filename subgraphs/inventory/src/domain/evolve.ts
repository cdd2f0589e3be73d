import type { ProductEvent } from '../../events.ts'
import type { StockOperation, Product } from './product.ts'
import { wordsOf } from './words.ts'

/**
 * Also folds the events of one operation alone, from an unknown product: the record of an evicted operation is then right,
 * though the product around it is not.
 */
export function evolve(product: Product, event: ProductEvent): Product {
  switch (event.type) {
    case 'ProductAdded': {
      const { productId: id, name, price, stock, operation } = event
      const operations = { ...product.operations, [operation]: { step: 'added' as const } }
      return { exists: true, id, name, words: wordsOf(name), price, stock, added: stock, operations }
    }
    case 'Restocked':
      return settle(product, event.operation, { step: 'restocked' }, { ...event, added: event.quantity })
    case 'PriceChanged':
      return settle(product, event.operation, { step: 'repriced' }, event)
    case 'StockReserved':
      return settle(product, event.orderId, { step: 'reserved', quantity: event.quantity }, event)
    case 'StockRejected':
      return settle(product, event.orderId, { step: 'rejected' }, event)
    case 'StockReleased':
      return settle(product, event.orderId, { step: wasReserved(product, event) ? 'released' : 'withdrawn' }, event)
    case 'StockRestored':
      return settle(product, event.orderId, { step: wasReserved(product, event) ? 'restored' : 'withdrawn' }, event)
  }
}

const wasReserved = (product: Product, { orderId }: { readonly orderId: string }): boolean =>
  product.operations[orderId]?.step === 'reserved'

/** The shelf as the event says it is, and the operation's record. */
type Shelf = { readonly stock: number | null; readonly price: number | null; readonly added?: number }
function settle(
  product: Product,
  operation: string,
  record: StockOperation,
  { stock, price, added = 0 }: Shelf,
): Product {
  const operations = { ...product.operations, [operation]: record }
  if (!product.exists || stock === null || price === null) return { ...product, operations }
  return { ...product, stock, price, added: product.added + added, operations }
}
