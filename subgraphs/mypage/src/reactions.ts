/** What each event says about a page: the whole of the projection. Absolute values, so order and repeats do not matter. */
import type { EventTable } from '@shop/contract/catalog.ts'
import type { DeliveryStatus, OrderStatus } from '@shop/contract/values.ts'
import type { PageChange, ProductChange, PurchaseChange } from './domain/change.ts'

export const ofOrders: EventTable<PurchaseChange> = {
  OrderPlaced: (event, told) => ofOrder({ ...event, totalPrice: null }, told),
  OrderNoted: ofOrder,
  OrderStatusChanged: ofOrder,
  CancellationRequested: ofOrder,

  DeliveryRequested: ofDelivery,
  DeliveryPrepared: ofDelivery,
  DeliveryAdvanced: ofDelivery,
  CancellationRefused: ofDelivery,
  DeliveryCancelled: ofDelivery,
  DeliveryRuledOut: ofDelivery,
}

export const ofAccounts: EventTable<PageChange> = {
  PointsAdded: ofAccount,
  PaymentApproved: ofAccount,
  PaymentDeclined: ofAccount,
  PaymentRefunded: ofAccount,
}

export const ofProducts: EventTable<ProductChange> = {
  ProductAdded: ofProduct,
  Restocked: ofProduct,
  PriceChanged: ofProduct,
}

/** All that mypage hears. */
export const reactions: EventTable<object> = { ...ofOrders, ...ofAccounts, ...ofProducts }

type Told = { readonly aggregateVersion: number; readonly occurredAt: string }
type OfOrder = {
  readonly orderId: string
  readonly userId: string
  readonly productId: string
  readonly quantity: number
}

const when = ({ aggregateVersion: version, occurredAt: at }: Told) => ({ version, at })
const whose = ({ orderId, userId, productId, quantity }: OfOrder) => ({ orderId, userId, productId, quantity })

function ofOrder(
  event: OfOrder & { readonly status: OrderStatus; readonly totalPrice: number | null },
  told: Told,
): PurchaseChange {
  const { status: orderStatus, totalPrice } = event
  return { source: 'order', ...whose(event), ...when(told), orderStatus, totalPrice }
}

function ofDelivery(event: OfOrder & { readonly status: DeliveryStatus | null }, told: Told): PurchaseChange {
  return { source: 'delivery', ...whose(event), ...when(told), deliveryStatus: event.status }
}

type Balance = { readonly userId: string; readonly points: number; readonly spent: number }
function ofAccount({ userId, points, spent }: Balance, told: Told): PageChange {
  return { userId, ...when(told), points, spent }
}

function ofProduct(
  { productId, name }: { readonly productId: string; readonly name: string },
  told: Told,
): ProductChange {
  return { productId, ...when(told), name }
}
