import type { OrderEvent } from '../../events.ts'
import type { Again, Decision } from '@shop/events/decider.ts'
import { note, stepOf } from './note.ts'
import { isClosed, type Order, type OrderCommand, type OrderRefusal, type PlacedOrder } from './order.ts'

/** Each refused request leaves two records; the document must remain small. */
export const MOST_REFUSED_CANCELLATIONS = 50

/** No events: it was done before, or it concerns the order no more. */
export function decide(order: Order, command: OrderCommand): OrderDecision {
  if (command.type === 'PlaceOrder') return placeOrder(order, command)
  if (!order.exists) return { refused: 'NOT_FOUND', detail: order.id }
  switch (command.type) {
    case 'CancelOrder':
      return cancelOrder(order, command)
    case 'TimeOut':
      return timeOut(order, command)
    case 'Nudge':
      return nudge(order)
    case 'NoteStep':
      return noteStep(order, command)
  }
}

function placeOrder(order: Order, command: OrderCommandOf<'PlaceOrder'>): OrderDecision {
  if (order.exists) return []
  const { userId, productId, quantity, address, expectedUnitPrice } = command
  const request = { userId, productId, quantity, address, expectedUnitPrice }
  return [{ type: 'OrderPlaced', orderId: order.id, ...request, status: 'PENDING' }]
}

function cancelOrder(order: PlacedOrder, { operation, reason }: OrderCommandOf<'CancelOrder'>): OrderDecision {
  if (order.operations[operation]) return []
  if (order.status === 'CANCELLING' || order.status === 'CANCELLED') return []
  if (isClosed(order.status)) return { refused: 'ORDER_NOT_CANCELLABLE', detail: `The order is ${order.status}.` }
  if (order.payment === 'declined') {
    return {
      refused: 'ORDER_NOT_CANCELLABLE',
      detail: 'The payment was declined, and the order is about to be rejected.',
    }
  }
  if (order.cancellationsRefused >= MOST_REFUSED_CANCELLATIONS) {
    return { refused: 'ORDER_NOT_CANCELLABLE', detail: `It was refused ${MOST_REFUSED_CANCELLATIONS} times.` }
  }
  return [
    {
      type: 'CancellationRequested',
      ...ofOrder(order),
      requestId: operation,
      by: 'person',
      reason,
      status: 'CANCELLING',
    },
  ]
}

/** Nothing where a delivery is known, where the order is on its way back already, or is closed. */
function timeOut(order: PlacedOrder, { operation }: OrderCommandOf<'TimeOut'>): OrderDecision {
  if (order.operations[operation] || !mayTimeOut(order)) return []
  const said = { requestId: operation, by: 'deadline', reason: null, status: 'CANCELLING' } as const
  return [{ type: 'CancellationRequested', ...ofOrder(order), ...said }]
}

export function mayTimeOut({ status, payment, delivery }: PlacedOrder): boolean {
  return (status === 'PENDING' || status === 'CONFIRMED') && payment !== 'declined' && delivery === null
}

/** The event that started the saga, either way: a service that has answered it answers again. */
function nudge({ status }: PlacedOrder): readonly [] | Again {
  if (isClosed(status)) return []
  return { again: status === 'CANCELLING' ? 'CancellationRequested' : 'OrderPlaced' }
}

function noteStep(order: PlacedOrder, { operation, at, fact }: OrderCommandOf<'NoteStep'>): OrderDecision {
  if (order.operations[operation]) return []
  if (fact.event === 'CancellationRefused' && fact.requestId !== order.cancellation?.requestId) return []
  const view = note(order, fact)
  const type = view.status === order.status ? 'OrderNoted' : 'OrderStatusChanged'
  return [{ type, ...ofOrder(order), ...view, operation, step: stepOf(order, fact, at) }]
}

function ofOrder({ id, userId, productId, quantity, unitPrice, totalPrice }: PlacedOrder) {
  return { orderId: id, userId, productId, quantity, unitPrice, totalPrice }
}

type OrderCommandOf<Type extends OrderCommand['type']> = Extract<OrderCommand, { type: Type }>
type OrderDecision = Decision<OrderEvent, OrderRefusal>
