import type { ProductEvent } from '../../events.ts'
import type { StockRejection } from '@shop/contract/values.ts'
import type { Decider } from '@shop/events/decider.ts'
import type { KnownProduct, Product, ProductCommand, ProductRefusal, StockOperation } from './product.ts'
import { wordsOf } from './words.ts'

export const product: Decider<Product, ProductCommand, ProductEvent, ProductRefusal> = {
  aggregate: 'product',
  initial: (id) => ({ exists: false, id, operations: {} }),
  decide,
  evolve,
}

const INT_MAX = 2_147_483_647 // GraphQL's Int

/** No events: it was done before, and the product's last event of that operation says how it went. */
function decide(product: Product, command: ProductCommand): readonly ProductEvent[] | ProductRefusal {
  switch (command.type) {
    case 'AddProduct':
      return addProduct(product, command)
    case 'RestockProduct':
      return restockProduct(product, command)
    case 'ChangePrice':
      return changePrice(product, command)
    case 'ReserveStock':
      return reserveStock(product, command)
    case 'ReleaseStock':
      return releaseStock(product, command)
    case 'RestoreStock':
      return restoreStock(product, command)
  }
}

function addProduct(
  product: Product,
  { operation, name, price, stock }: ProductCommandOf<'AddProduct'>,
): ProductDecision {
  if (product.operations[operation]) return []
  if (product.exists) return { refused: 'ALREADY_EXISTS', detail: product.id }
  return [{ type: 'ProductAdded', productId: product.id, operation, name, price, stock }]
}

function restockProduct(
  product: Product,
  { operation, quantity }: ProductCommandOf<'RestockProduct'>,
): ProductDecision {
  if (product.operations[operation]) return []
  if (!product.exists) return { refused: 'NOT_FOUND', detail: product.id }
  if (product.added + quantity > INT_MAX) {
    return { refused: 'STOCK_TOO_LARGE', detail: `${product.added} units were added before, at most ${INT_MAX} can be` }
  }
  const stock = product.stock + quantity
  return [
    { type: 'Restocked', productId: product.id, operation, name: product.name, quantity, stock, price: product.price },
  ]
}

function changePrice(product: Product, { operation, price }: ProductCommandOf<'ChangePrice'>): ProductDecision {
  if (product.operations[operation]) return []
  if (!product.exists) return { refused: 'NOT_FOUND', detail: product.id }
  if (product.price === price) return []
  return [{ type: 'PriceChanged', productId: product.id, operation, name: product.name, stock: product.stock, price }]
}

function reserveStock(product: Product, command: ProductCommandOf<'ReserveStock'>): ProductDecision {
  if (product.operations[command.operation]) return []
  if (!product.exists) return rejected(product, command, 'PRODUCT_NOT_FOUND')
  const { price, stock } = product
  const reason = whyNot(product, command)
  if (reason) return rejected(product, command, reason)
  const quoted = { unitPrice: price, totalPrice: price * command.quantity }
  return [{ type: 'StockReserved', ...ofOrder(product, command), ...quoted, stock: stock - command.quantity, price }]
}

function whyNot(
  { price, stock }: KnownProduct,
  { quantity, expectedUnitPrice }: ProductCommandOf<'ReserveStock'>,
): StockRejection | undefined {
  if (expectedUnitPrice !== null && expectedUnitPrice !== price) return 'PRICE_CHANGED'
  if (price * quantity > INT_MAX) return 'TOTAL_TOO_LARGE'
  return stock < quantity ? 'OUT_OF_STOCK' : undefined
}

function rejected(
  product: Product,
  command: ProductCommandOf<'ReserveStock'>,
  reason: StockRejection,
): ProductDecision {
  return [{ type: 'StockRejected', ...ofOrder(product, command), reason, ...shelf(product) }]
}

/** After a declined payment. */
function releaseStock(product: Product, command: ProductCommandOf<'ReleaseStock'>): ProductDecision {
  const units = unitsBack(product, command.operation)
  if (units === undefined) return []
  return [
    { type: 'StockReleased', ...ofOrder(product, command), units, reason: command.reason, ...shelf(product, units) },
  ]
}

/** After a cancellation. */
function restoreStock(product: Product, command: ProductCommandOf<'RestoreStock'>): ProductDecision {
  const units = unitsBack(product, command.operation)
  if (units === undefined) return []
  return [{ type: 'StockRestored', ...ofOrder(product, command), units, ...shelf(product, units) }]
}

/** What the order still holds here; 0 where it never reserved: a tombstone is left then; undefined: that is settled. */
function unitsBack(product: Product, orderId: string): number | undefined {
  const earlier = product.operations[orderId]
  if (!earlier) return 0
  return earlier.step === 'reserved' ? earlier.quantity : undefined
}

function ofOrder(
  product: Product,
  { operation, userId, quantity }: ProductCommandOf<'ReserveStock' | 'ReleaseStock' | 'RestoreStock'>,
) {
  return { orderId: operation, userId, productId: product.id, quantity }
}

/** Stock and price after so many units came back. */
function shelf(product: Product, units = 0) {
  return product.exists ? { stock: product.stock + units, price: product.price } : { stock: null, price: null }
}

type ProductCommandOf<Type extends ProductCommand['type']> = Extract<ProductCommand, { type: Type }>
type ProductDecision = readonly ProductEvent[] | ProductRefusal

/**
 * Also folds the events of one operation alone, from an unknown product: the record of an evicted operation is then right,
 * though the product around it is not.
 */
function evolve(product: Product, event: ProductEvent): Product {
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
