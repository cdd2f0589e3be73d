/** One line of a user's page: an order, and what became of it. */
import type { DeliveryStatus, OrderStatus } from '@shop/contract/values.ts'
import type { PurchaseChange } from './change.ts'

export type Purchase = {
  readonly orderId: string
  readonly userId: string
  readonly productId: string
  readonly quantity: number
  readonly totalPrice: number | null // points; null until stock is reserved
  readonly orderStatus: OrderStatus
  readonly deliveryStatus: DeliveryStatus | null
  /** When the newest of what is shown happened. */
  readonly updatedAt: string
  readonly sources: { readonly order: EventSourcePosition | null; readonly delivery: EventSourcePosition | null }
}
type EventSourcePosition = { readonly version: number; readonly at: string }

/**
 * The purchase after the change; the same object where that says nothing new. The first event of an order makes it, be it
 * OrderPlaced or not: whatever has events was placed.
 */
export function foldPurchase(purchase: Purchase | null, change: PurchaseChange): Purchase {
  const before = purchase ?? placed(change)
  const { source, version, at } = change
  if ((before.sources[source]?.version ?? 0) >= version) return before
  const sources = { ...before.sources, [source]: { version, at } }
  const next = { ...before, sources, updatedAt: latest(sources) }
  if (change.source === 'delivery') return { ...next, deliveryStatus: change.deliveryStatus }
  return { ...next, orderStatus: change.orderStatus, totalPrice: change.totalPrice }
}

function placed({ orderId, userId, productId, quantity, at }: PurchaseChange): Purchase {
  const said = { orderId, userId, productId, quantity, updatedAt: at }
  return {
    ...said,
    totalPrice: null,
    orderStatus: 'PENDING',
    deliveryStatus: null,
    sources: { order: null, delivery: null },
  }
}

/** Of the winning versions alone, so that it is the same in whatever order they came. */
function latest({ order, delivery }: Purchase['sources']): string {
  const [a, b] = [order?.at ?? '', delivery?.at ?? '']
  return a > b ? a : b
}
