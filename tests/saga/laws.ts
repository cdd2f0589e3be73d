/** What must hold in the saga of one order: invariants 1 to 3, and what no reader may ever see. */
import { isClosed } from '@shop/order/domain/order.ts'
import { shown } from '@shop/delivery/domain/delivery.ts'
import type { Laws } from './explore.ts'
import type { ModelState } from './model.ts'

export const laws: Laws = { always, between, atEnd }

function always({ order, product, account, delivery }: ModelState): string | undefined {
  if (!order.exists) return 'the order is gone'
  const stock = product.operations[order.id]
  const payment = account.operations[order.id]
  const reserved = stock?.step === 'reserved' ? stock.quantity : 0
  const charged = payment?.step === 'charged' ? payment.amount : 0
  if (account.points + charged !== account.added || account.spent !== charged) return 'points are not conserved'
  if (product.exists && product.stock + reserved !== product.added) return 'units are not conserved'
  if (account.points < 0 || (product.exists && product.stock < 0)) return 'there is less than nothing'
  if (charged > 0 && reserved === 0) return 'an order is paid that is not reserved'
  if (order.status !== 'REJECTED' && order.status !== 'CANCELLED') return undefined
  if (charged > 0) return `${order.status}, and charged`
  if (reserved > 0) return `${order.status}, and units held`
  const { progress } = delivery
  if (order.rejection === 'TIMED_OUT' && progress.phase === 'prepared') return 'timed out, and there was a delivery'
  return progress.phase === 'prepared' && progress.status !== 'CANCELLED'
    ? `${order.status}, and ${progress.status}`
    : undefined
}

function between(before: ModelState, { order, delivery }: ModelState): string | undefined {
  if (!before.order.exists || !order.exists) return 'the order is gone'
  if (isClosed(before.order.status) && before.order.status !== order.status) return 'a closed order opens'
  const [was, is] = [before.delivery.progress, delivery.progress]
  if (was.phase === 'prepared' && is.phase !== 'prepared') return 'a delivery is gone'
  if (was.phase !== 'prepared' || is.phase !== 'prepared' || was.status === is.status) return undefined
  if (was.status === 'DELIVERED' || was.status === 'CANCELLED') return `a delivery goes on after ${was.status}`
  return was.status === 'OUT_FOR_DELIVERY' && is.status === 'CANCELLED'
    ? 'a delivery is stopped at the door'
    : undefined
}

/** Nothing is in flight, and the order waits for nothing. */
function atEnd({ order, product, account, delivery, lossy }: ModelState): string | undefined {
  if (!order.exists) return 'the order is gone'
  const { progress } = delivery
  switch (order.status) {
    case 'PENDING':
    case 'CANCELLING':
      return `${order.status} for ever`
    case 'CONFIRMED':
    case 'COMPLETED':
      if (progress.phase !== 'prepared' || progress.status === 'CANCELLED') return `${order.status} without a delivery`
      if (!lossy && !shown(delivery)) return `${order.status}, and there is no delivery to see`
      if (account.operations[order.id]?.step !== 'charged') return `${order.status}, and not charged`
      if (product.operations[order.id]?.step !== 'reserved') return `${order.status}, and nothing reserved`
      return order.status === 'COMPLETED' && progress.status !== 'DELIVERED'
        ? 'COMPLETED, and not delivered'
        : undefined
    case 'CANCELLED':
      return order.cancellation?.by === 'person' ? undefined : 'CANCELLED without a request'
    case 'REJECTED':
      if (!order.rejection) return 'REJECTED for nothing'
      return (order.rejection === 'TIMED_OUT') === (order.cancellation?.by === 'deadline')
        ? undefined
        : `REJECTED for ${order.rejection}`
  }
}
