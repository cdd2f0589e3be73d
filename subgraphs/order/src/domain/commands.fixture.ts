/** Commands that the order's specs speak of. */
import type { DeliveryStatus } from '@shop/contract/values.ts'
import { AT } from '@shop/events/testing/given.ts'
import { uuid } from '@shop/events/testing/ids.ts'
import type { Fact, OrderCommand } from './order.ts'

export const ID = uuid(1)
export const orderRequest = {
  userId: 'ann',
  productId: 'tea',
  quantity: 3,
  address: '1 Harbour Road',
  expectedUnitPrice: null,
}
export const place: OrderCommand = { type: 'PlaceOrder', operation: ID, ...orderRequest }
export const cancel = (n = 50): OrderCommand => ({ type: 'CancelOrder', operation: uuid(n), reason: 'changed my mind' })
export const timeOut = (n = 70): OrderCommand => ({ type: 'TimeOut', operation: uuid(n) })
export const nudge: OrderCommand = { type: 'Nudge', operation: ID }

export const noteStep = (fact: Fact, at = AT, operation: string = fact.event): OrderCommand => ({
  type: 'NoteStep',
  operation,
  at,
  fact,
})
export const reserved = noteStep({ event: 'StockReserved', unitPrice: 1000, totalPrice: 3000 })
export const rejected = noteStep({ event: 'StockRejected', reason: 'OUT_OF_STOCK' })
export const released = noteStep({ event: 'StockReleased', units: 3, reason: 'INSUFFICIENT_POINTS' })
export const restored = noteStep({ event: 'StockRestored', units: 3 })
export const approved = noteStep({ event: 'PaymentApproved', amount: 3000 })
export const declined = noteStep({ event: 'PaymentDeclined', reason: 'INSUFFICIENT_POINTS' })
export const refunded = noteStep({ event: 'PaymentRefunded', amount: 3000 })
export const prepared = noteStep({ event: 'DeliveryPrepared' })
export const advanced = (status: DeliveryStatus) =>
  noteStep({ event: 'DeliveryAdvanced', status }, AT, `DeliveryAdvanced.${status}`)
export const deliveryCancelled = noteStep({ event: 'DeliveryCancelled', prepared: true })
export const refused = (n = 50) =>
  noteStep(
    { event: 'CancellationRefused', requestId: uuid(n), reason: 'The delivery is already DELIVERED.' },
    AT,
    `CancellationRefused.${uuid(n)}`,
  )

const confirmed = [place, reserved, approved]
/** Every state that an order can be in, and what leads there. */
export const states: readonly (readonly [string, readonly OrderCommand[]])[] = [
  ['PENDING', [place]],
  ['PENDING with its price', [place, reserved]],
  ['PENDING after a declined payment', [place, reserved, declined]],
  ['PENDING after a refused cancellation', [place, cancel(), refused()]],
  ['CONFIRMED', confirmed],
  ['CONFIRMED with a delivery', [...confirmed, prepared]],
  ['CONFIRMED after a refused cancellation', [...confirmed, prepared, cancel(), refused()]],
  ['CANCELLING by a person', [...confirmed, prepared, cancel()]],
  ['CANCELLING by a person, before any step', [place, cancel()]],
  ['CANCELLING by the deadline', [place, reserved, timeOut()]],
  ['REJECTED for want of stock', [place, rejected]],
  ['REJECTED for want of points', [place, reserved, declined, released]],
  ['REJECTED by the deadline', [place, reserved, timeOut(), restored]],
  ['CANCELLED', [...confirmed, prepared, cancel(), restored]],
  ['COMPLETED', [...confirmed, prepared, advanced('DELIVERED')]],
]
export const statesThat = (pattern: RegExp) => states.filter(([name]) => pattern.test(name))
