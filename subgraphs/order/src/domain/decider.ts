import type { OrderEvent, SagaStep } from '../../events.ts'
import type { Again, Decider, Decision } from '@shop/events/decider.ts'
import { note, stepOf } from './note.ts'
import {
  isClosed,
  type Order,
  type OrderCommand,
  type OrderOperation,
  type OrderRefusal,
  type PlacedOrder,
} from './order.ts'

export const order: Decider<Order, OrderCommand, OrderEvent, OrderRefusal> = {
  aggregate: 'order',
  initial: (id) => ({ exists: false, id, operations: {} }),
  decide,
  evolve,
}

/** Each refused request leaves two records; the document must remain small. */
export const MAX_REFUSED_CANCELLATIONS = 50

/** No events: it was done before, or it concerns the order no more. */
function decide(order: Order, command: OrderCommand): OrderDecision {
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
  if (order.cancellationsRefused >= MAX_REFUSED_CANCELLATIONS) {
    return { refused: 'ORDER_NOT_CANCELLABLE', detail: `It was refused ${MAX_REFUSED_CANCELLATIONS} times.` }
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

/**
 * Also folds the events of one operation alone, from an order that is not there: the record of an evicted operation is then
 * right, and nothing else.
 */
function evolve(order: Order, event: OrderEvent, at: string): Order {
  if (event.type === 'OrderPlaced') return placed(order, event, at)
  if (event.type === 'CancellationRequested') {
    const next = recorded(order, event.requestId, 'cancelling')
    return next.exists ? cancelling(next, event, at) : next
  }
  const next = recorded(order, event.operation, 'noted')
  return next.exists ? noted(next, event, at) : next
}

function placed(order: Order, event: Extract<OrderEvent, { type: 'OrderPlaced' }>, at: string): PlacedOrder {
  const { orderId: id, userId, productId, quantity, address, status } = event
  return {
    exists: true,
    ...{ id, userId, productId, quantity, address, status, placedAt: at, updatedAt: at },
    ...{ unitPrice: null, totalPrice: null, rejection: null, payment: null, delivery: null },
    ...{ cancellation: null, cancellationRefused: null, cancellationsRefused: 0 },
    timeline: [{ service: 'order', event: 'OrderPlaced', at, detail: null }],
    operations: recorded(order, id, 'placed').operations,
  }
}

function cancelling(
  order: PlacedOrder,
  event: Extract<OrderEvent, { type: 'CancellationRequested' }>,
  at: string,
): PlacedOrder {
  const { requestId, by, reason, status } = event
  const step = {
    service: 'order',
    event: 'CancellationRequested',
    at,
    detail: by === 'deadline' ? 'by deadline' : reason,
  } as const
  return { ...withStep(order, step, at), status, cancellation: { requestId, by }, cancellationRefused: null }
}

function noted(
  order: PlacedOrder,
  event: Extract<OrderEvent, { type: 'OrderNoted' | 'OrderStatusChanged' }>,
  at: string,
): PlacedOrder {
  const { status, unitPrice, totalPrice, rejection, cancellationRefused, payment, delivery, step } = event
  const refused = step.event === 'CancellationRefused'
  return {
    ...withStep(order, step, at),
    ...{ status, unitPrice, totalPrice, rejection, cancellationRefused, payment, delivery },
    cancellation: refused ? null : order.cancellation,
    cancellationsRefused: order.cancellationsRefused + (refused ? 1 : 0),
  }
}

const withStep = (order: PlacedOrder, step: SagaStep, at: string): PlacedOrder => ({
  ...order,
  updatedAt: at,
  timeline: [...order.timeline, step],
})

function recorded<Some extends Order>(order: Some, operation: string, step: OrderOperation['step']): Some {
  return { ...order, operations: { ...order.operations, [operation]: { step } } }
}
