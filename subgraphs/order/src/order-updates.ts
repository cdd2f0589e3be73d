import type { Envelope } from '@shop/contract/catalog.ts'
import type { OrderStatus } from '@shop/contract/values.ts'
import type { UpdateStep } from '@shop/events/feed/updates.ts'
import { isClosed } from './domain/order.ts'
import type { StoredState } from './store.ts'

export type OrderUpdateSource = OrderUpdateStep & { readonly cursor: string }
type OrderUpdateStep = { readonly orderId: string; readonly status: OrderStatus; readonly at: string }

export const ofPresent = ({ id, status, updatedAt }: StoredState): UpdateStep<OrderUpdateStep> =>
  updateStep(id, status, updatedAt)

/** Nothing where the order noted a step and its status is what it was. */
export function ofEvent(envelope: Envelope): UpdateStep<OrderUpdateStep> {
  const { aggregateId, occurredAt } = envelope
  switch (envelope.type) {
    case 'OrderPlaced':
    case 'OrderStatusChanged':
    case 'CancellationRequested':
      return updateStep(aggregateId, envelope.data.status, occurredAt)
    default:
      return { update: undefined, last: false }
  }
}

function updateStep(orderId: string, status: OrderStatus, at: string): UpdateStep<OrderUpdateStep> {
  return { update: { orderId, status, at }, last: isClosed(status) }
}
