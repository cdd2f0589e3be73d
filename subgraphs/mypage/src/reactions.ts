/** What each event says about a page: the whole of the projection. Absolute values, so order and repeats do not matter. */
import type { ContractEvents } from '@shop/contract/catalog.ts'
import type { DeliveryStatus, OrderStatus } from '@shop/contract/values.ts'
import type { PageChange, ProductChange, PurchaseChange } from './domain/change.ts'

export const ofOrders: ContractEvents<PurchaseChange> = {
  OrderPlaced: (event, position) => ofOrder({ ...event, totalPrice: null }, position),
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
  position: EventPosition,
): PurchaseChange {
  const { status: orderStatus, totalPrice } = event
  return { source: 'order', ...whose(event), ...when(position), orderStatus, totalPrice }
}

function ofDelivery(
  event: OrderEventData & { readonly status: DeliveryStatus | null },
  position: EventPosition,
): PurchaseChange {
  return { source: 'delivery', ...whose(event), ...when(position), deliveryStatus: event.status }
}

type BalanceData = { readonly userId: string; readonly points: number; readonly spent: number }
function ofAccount({ userId, points, spent }: BalanceData, position: EventPosition): PageChange {
  return { userId, ...when(position), points, spent }
}

function ofProduct(
  { productId, name }: { readonly productId: string; readonly name: string },
  position: EventPosition,
): ProductChange {
  return { productId, ...when(position), name }
}
