/** What each event of an order says of how far it has come. */
import type { OrderStatus } from '@shop/contract/values.ts'
import type { ContractEvents } from '@shop/contract/catalog.ts'
import type { OrderChange } from './domain/progress.ts'

export const reactions: ContractEvents<OrderChange> = {
  OrderPlaced: ({ orderId, status }, stamp) => changeOf({ orderId, status, unitPrice: null }, stamp),
  OrderNoted: changeOf,
  OrderStatusChanged: changeOf,
  CancellationRequested: changeOf,
}

type ChangeStamp = { readonly aggregateVersion: number; readonly occurredAt: string }
type OfOrder = {
  readonly orderId: string
  readonly status: OrderStatus
  readonly unitPrice: number | null
  readonly payment?: OrderChange['payment']
  readonly delivery?: OrderChange['delivery']
  readonly step?: { readonly event: string; readonly at: string }
}

function changeOf(
  { orderId, status, unitPrice, payment = null, delivery = null, step }: OfOrder,
  { aggregateVersion: version, occurredAt: at }: ChangeStamp,
): OrderChange {
  const noted = step ? { event: step.event, at: step.at } : null
  return { orderId, version, at, status, isReserved: unitPrice !== null, payment, delivery, step: noted }
}
