/** What each event says about a page: the whole of the projection. Absolute values, so order and repeats do not matter. */
import type { DeliveryStatus, OrderStatus } from '@shop/events/contract/values.ts'
import type { EventTable } from '@shop/events/reactions.ts'
import type { Change } from './domain/change.ts'

export const reactions: EventTable<Change> = {
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

  PointsAdded: ofAccount,
  PaymentApproved: ofAccount,
  PaymentDeclined: ofAccount,
  PaymentRefunded: ofAccount,

  ProductAdded: ofProduct,
  Restocked: ofProduct,
  PriceChanged: ofProduct,
}

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
): Change {
  const { status: orderStatus, totalPrice } = event
  return { document: 'purchase', source: 'order', ...whose(event), ...when(told), orderStatus, totalPrice }
}

function ofDelivery(event: OfOrder & { readonly status: DeliveryStatus | null }, told: Told): Change {
  return { document: 'purchase', source: 'delivery', ...whose(event), ...when(told), deliveryStatus: event.status }
}

type Balance = { readonly userId: string; readonly points: number; readonly spent: number }
function ofAccount({ userId, points, spent }: Balance, told: Told): Change {
  return { document: 'page', userId, ...when(told), points, spent }
}

function ofProduct({ productId, name }: { readonly productId: string; readonly name: string }, told: Told): Change {
  return { document: 'product', productId, ...when(told), name }
}
