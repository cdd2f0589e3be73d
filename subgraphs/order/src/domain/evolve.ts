import type { OrderEvent, SagaStep } from '../../events.ts'
import type { OrderOperation, Order, PlacedOrder } from './order.ts'

/**
 * Also folds the events of one operation alone, from an order that is not there: the record of an evicted operation is then
 * right, and nothing else.
 */
export function evolve(order: Order, event: OrderEvent, at: string): Order {
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
