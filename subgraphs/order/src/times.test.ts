import type { PlacedOrder } from './domain/order.ts'
import { timesOf } from './times.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString()

/** An order that has noted these steps, each so many seconds after it was placed. */
function noted(...steps: readonly (readonly [event: string, seconds: number])[]): PlacedOrder {
  const timeline = steps.map(([event, seconds]) => ({
    service: 'order' as const,
    event,
    at: at(seconds),
    detail: null,
  }))
  return {
    ...({ exists: true, id: 'o', userId: 'kim', productId: 'tea', quantity: 1, address: 'here' } as const),
    ...({ status: 'PENDING', placedAt: at(0), updatedAt: at(0), unitPrice: null, totalPrice: null } as const),
    ...{ rejection: null, payment: null, delivery: null, cancellation: null, cancellationRefused: null },
    ...{ cancellationsRefused: 0, timeline, operations: {} },
  }
}

const forward = [
  ['OrderPlaced', 0],
  ['StockReserved', 1],
  ['PaymentApproved', 3],
  ['DeliveryPrepared', 7],
] as const

test('a step is timed from the one that it follows, and the last one ends its way', () => {
  expect(timesOf(noted(...forward), 1)).toEqual([
    { of: 'step', name: 'DeliveryPrepared', seconds: 4 },
    { of: 'way', name: 'to the delivery', seconds: 7 },
  ])
  expect(timesOf(noted(...forward.slice(0, 3)), 2)).toEqual([
    { of: 'step', name: 'StockReserved', seconds: 1 },
    { of: 'step', name: 'PaymentApproved', seconds: 2 },
  ])
})

test('the way back is timed from the newest cancellation', () => {
  const back = noted(
    ...forward,
    ['CancellationRequested', 20],
    ['CancellationRefused', 21],
    ['CancellationRequested', 100],
    ['StockRestored', 103],
  )
  expect(timesOf(back, 1)).toEqual([{ of: 'way', name: 'back', seconds: 3 }])
})

test('a step whose predecessor is not noted yet, or that a carrier takes, says nothing; nothing takes less than no time', () => {
  expect(timesOf(noted(['OrderPlaced', 0], ['PaymentApproved', 3]), 1)).toEqual([])
  expect(timesOf(noted(...forward, ['DeliveryAdvanced', 90]), 1)).toEqual([])
  expect(timesOf(noted(['OrderPlaced', 5], ['StockReserved', 4]), 1)).toEqual([
    { of: 'step', name: 'StockReserved', seconds: 0 },
  ])
  expect(timesOf({ exists: false, id: 'o', operations: {} }, 1)).toEqual([])
})
