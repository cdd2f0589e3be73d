/** What each event says about a page: the whole of the projection. Absolute values, so order and repeats do not matter. */
import type { ContractEvents } from '@shop/contract/catalog.ts'
import type { DeliveryStatus, OrderStatus } from '@shop/contract/values.ts'
import type { PageChange, ProductChange, PurchaseChange } from './domain/change.ts'

export const ofOrders: ContractEvents<PurchaseChange> = {
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

export const ofAccounts: ContractEvents<PageChange> = {
  PointsAdded: ofAccount,
  PaymentApproved: ofAccount,
  PaymentDeclined: ofAccount,
  PaymentRefunded: ofAccount,
}

export const ofProducts: ContractEvents<ProductChange> = {
  ProductAdded: ofProduct,
  Restocked: ofProduct,
  PriceChanged: ofProduct,
}

/** All that mypage hears. */
export const reactions: ContractEvents<object> = { ...ofOrders, ...ofAccounts, ...ofProducts }

type EventPosition = { readonly aggregateVersion: number; readonly occurredAt: string }
type OrderEventData = {
  readonly orderId: string
  readonly userId: string
  readonly productId: string
  readonly quantity: number
}

const when = ({ aggregateVersion: version, occurredAt: at }: EventPosition) => ({ version, at })
const whose = ({ orderId, userId, productId, quantity }: OrderEventData) => ({ orderId, userId, productId, quantity })

function ofOrder(
  event: OrderEventData & { readonly status: OrderStatus; readonly totalPrice: number | null },
  told: EventPosition,
): PurchaseChange {
  const { status: orderStatus, totalPrice } = event
  return { source: 'order', ...whose(event), ...when(told), orderStatus, totalPrice }
}

function ofDelivery(
  event: OrderEventData & { readonly status: DeliveryStatus | null },
  told: EventPosition,
): PurchaseChange {
  return { source: 'delivery', ...whose(event), ...when(told), deliveryStatus: event.status }
}

type BalanceData = { readonly userId: string; readonly points: number; readonly spent: number }
function ofAccount({ userId, points, spent }: BalanceData, told: EventPosition): PageChange {
  return { userId, ...when(told), points, spent }
}

function ofProduct(
  { productId, name }: { readonly productId: string; readonly name: string },
  told: EventPosition,
): ProductChange {
  return { productId, ...when(told), name }
}
