/** What a step of the saga makes of an order. */
import type { SagaStep } from '../../events.ts'
import type { Rejection } from '@shop/contract/values.ts'
import { type Fact, isClosed, type PlacedOrder, type View } from './order.ts'

/** The order after the step. A closed one remains closed; while CANCELLING, steps are noted and decide nothing. */
export function note(order: PlacedOrder, fact: Fact): View {
  const view = viewOf(order)
  switch (fact.event) {
    case 'StockReserved':
      return { ...view, unitPrice: fact.unitPrice, totalPrice: fact.totalPrice }
    case 'PaymentApproved':
      return { ...view, payment: 'approved', status: view.status === 'PENDING' ? 'CONFIRMED' : view.status }
    case 'PaymentDeclined':
      return { ...view, payment: 'declined' }
    case 'DeliveryPrepared':
      return { ...view, delivery: view.delivery ?? 'prepared' }
    case 'DeliveryAdvanced':
      return advanced(view, fact.status === 'DELIVERED')
    case 'CancellationRefused':
      return refused(view, fact.reason)
    case 'StockRejected':
    case 'StockReleased':
      return closed(order, view, fact.reason)
    case 'StockRestored':
      return closed(order, view, null)
    case 'DeliveryCancelled':
    case 'PaymentRefunded':
      return view
  }
}

function advanced(view: View, arrived: boolean): View {
  if (!arrived) return { ...view, delivery: view.delivery ?? 'prepared' }
  const completes = view.status === 'PENDING' || view.status === 'CONFIRMED'
  return { ...view, delivery: 'delivered', status: completes ? 'COMPLETED' : view.status }
}

/** The order's status follows from its noted steps. A refusal implies a delivery. */
function refused(view: View, reason: string): View {
  const delivery = view.delivery ?? 'prepared'
  const open = view.payment === 'approved' ? 'CONFIRMED' : 'PENDING'
  const status = delivery === 'delivered' ? 'COMPLETED' : open
  return { ...view, delivery, cancellationRefused: reason, status: view.status === 'CANCELLING' ? status : view.status }
}

function closed(order: PlacedOrder, view: View, reason: Rejection | null): View {
  if (isClosed(order.status)) return view
  if (order.cancellation?.by === 'person') return { ...view, status: 'CANCELLED' }
  const timedOut = order.cancellation?.by === 'deadline' || reason === null
  return { ...view, status: 'REJECTED', rejection: timedOut ? 'TIMED_OUT' : reason }
}

function viewOf({ status, unitPrice, totalPrice, rejection, cancellationRefused, payment, delivery }: View): View {
  return { status, unitPrice, totalPrice, rejection, cancellationRefused, payment, delivery }
}

/** The line of the timeline. Amounts in points. */
export function stepOf(order: PlacedOrder, fact: Fact, at: string): SagaStep {
  switch (fact.event) {
    case 'StockReserved':
      return step('inventory', `${order.quantity} x ${fact.unitPrice} = ${fact.totalPrice} points`)
    case 'StockRejected':
      return step('inventory', fact.reason)
    case 'StockReleased':
    case 'StockRestored':
      return step('inventory', `${fact.units} units`)
    case 'PaymentApproved':
    case 'PaymentRefunded':
      return step('pay', `${fact.amount} points`)
    case 'PaymentDeclined':
      return step('pay', fact.reason)
    case 'DeliveryPrepared':
      return step('delivery', null)
    case 'DeliveryAdvanced':
      return step('delivery', fact.status)
    case 'DeliveryCancelled':
      return step('delivery', fact.prepared ? null : 'before it was prepared')
    case 'CancellationRefused':
      return step('delivery', fact.reason)
  }

  function step(service: SagaStep['service'], detail: string | null): SagaStep {
    return { service, event: fact.event, at, detail }
  }
}
