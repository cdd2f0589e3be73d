import { AT, specs } from '@shop/events/testing/given.ts'
import {
  advanced,
  approved,
  cancel,
  declined,
  deliveryCancelled,
  ID,
  noteStep,
  nudge,
  place,
  prepared,
  refunded,
  refused,
  rejected,
  released,
  reserved,
  restored,
  states,
  timeOut,
  orderRequest,
} from './commands.fixture.ts'
import { orderEvents } from '../../events.ts'
import { order } from './decider.ts'
import { type OrderCommand, type PlacedOrder, timeline } from './order.ts'

const { given, after } = specs(order, ID, orderEvents)
const confirmed = [place, reserved, approved]
function placedAfter(...done: readonly OrderCommand[]): PlacedOrder {
  const state = after(...done)
  if (!state.exists) throw new Error('there is no order')
  return state
}
const steps: [string, OrderCommand][] = [
  ...[reserved, rejected, released, restored, approved, declined, refunded, prepared, deliveryCancelled],
  ...[advanced('SHIPPED'), advanced('OUT_FOR_DELIVERY'), advanced('DELIVERED'), refused()],
].map((command) => [command.operation, command])

describe('placing', () => {
  test('an order makes it PENDING', () =>
    given()
      .when(place)
      .then([{ type: 'OrderPlaced', orderId: ID, ...orderRequest, status: 'PENDING' }], {
        ...{ exists: true, status: 'PENDING', placedAt: AT, updatedAt: AT, unitPrice: null, totalPrice: null },
        timeline: [{ service: 'order', event: 'OrderPlaced', at: AT, detail: null }],
      }))
  test('carries the price that the buyer expects', () =>
    given()
      .when({ type: 'PlaceOrder', operation: ID, ...orderRequest, expectedUnitPrice: 1000 })
      .then([{ type: 'OrderPlaced', expectedUnitPrice: 1000 }]))
  test.each(states)('once more changes nothing when it is %s', (_, done) =>
    given(...done)
      .when(place)
      .thenNothing(),
  )
})

describe('an order that was not placed', () => {
  test.each([...steps, ['cancel', cancel()], ['time out', timeOut()], ['nudge', nudge]] as [string, OrderCommand][])(
    'knows nothing of %s',
    (_, command) => given().when(command).thenRefused('NOT_FOUND'),
  )
})

describe('a step', () => {
  const every = states.flatMap(([state, done]) => steps.map(([name, step]) => [name, state, step, done] as const))
  const fresh = every.filter(
    ([, , step, done]) =>
      done.every(({ operation }) => operation !== step.operation) && !step.operation.startsWith('CancellationRefused'),
  )
  test.each(fresh)('%s is noted once, by an event, when the order is %s', (name, _, step, done) => {
    const decided = order.decide(after(...done), step)
    expect(decided).toEqual([expect.objectContaining({ operation: name, step: expect.objectContaining({ at: AT }) })])
    given(...done, step)
      .when(step)
      .thenNothing()
  })
  const closing = /^(StockRejected|StockReleased|StockRestored)$/
  test.each(fresh.filter(([, state]) => /^(REJECTED|CANCELLED|COMPLETED)/.test(state)))(
    '%s leaves an order closed that is %s',
    (_, __, step, done) => {
      const { status, rejection } = placedAfter(...done)
      given(...done)
        .when(step)
        .then([{ type: 'OrderNoted', status, rejection }])
    },
  )
  test.each(fresh.filter(([name, state]) => state.startsWith('CANCELLING') && !closing.test(name)))(
    '%s decides nothing while the order is %s',
    (_, __, step, done) =>
      given(...done)
        .when(step)
        .then([{ type: 'OrderNoted', status: 'CANCELLING' }]),
  )
  test.each(fresh.filter(([name, state]) => closing.test(name) && state.startsWith('CANCELLING by a person')))(
    '%s closes an order as CANCELLED that is %s',
    (_, __, step, done) =>
      given(...done)
        .when(step)
        .then([{ type: 'OrderStatusChanged', status: 'CANCELLED', rejection: null }]),
  )
  test.each(fresh.filter(([name, state]) => closing.test(name) && state.startsWith('CANCELLING by the deadline')))(
    '%s closes an order as TIMED_OUT that is %s',
    (_, __, step, done) =>
      given(...done)
        .when(step)
        .then([{ type: 'OrderStatusChanged', status: 'REJECTED', rejection: 'TIMED_OUT' }]),
  )
})

describe('what a step makes of an open order', () => {
  test('StockReserved brings the price', () =>
    given(place)
      .when(reserved)
      .then([{ type: 'OrderNoted', status: 'PENDING', unitPrice: 1000, totalPrice: 3000 }], {
        unitPrice: 1000,
        totalPrice: 3000,
      }))
  test('PaymentApproved confirms it', () =>
    given(place, reserved)
      .when(approved)
      .then([{ type: 'OrderStatusChanged', status: 'CONFIRMED', payment: 'approved', totalPrice: 3000 }]))
  test('PaymentApproved confirms it before the price is known', () =>
    given(place)
      .when(approved)
      .then([{ type: 'OrderStatusChanged', status: 'CONFIRMED', totalPrice: null }]))
  test('PaymentDeclined is noted, and the way back awaited', () =>
    given(place, reserved)
      .when(declined)
      .then([{ type: 'OrderNoted', status: 'PENDING', payment: 'declined', rejection: null }]))
  test('StockReleased rejects it for what pay said', () =>
    given(place, reserved, declined)
      .when(released)
      .then([{ type: 'OrderStatusChanged', status: 'REJECTED', rejection: 'INSUFFICIENT_POINTS' }]))
  test('StockReleased rejects it for the reason of pay, also where that arrives later', () => {
    given(place)
      .when(released)
      .then([{ type: 'OrderStatusChanged', status: 'REJECTED', rejection: 'INSUFFICIENT_POINTS' }])
    given(place, released)
      .when(declined)
      .then([{ type: 'OrderNoted', status: 'REJECTED', rejection: 'INSUFFICIENT_POINTS' }])
  })
  test.each(['PRODUCT_NOT_FOUND', 'OUT_OF_STOCK', 'PRICE_CHANGED', 'TOTAL_TOO_LARGE'] as const)(
    'StockRejected for %s rejects it so',
    (reason) =>
      given(place)
        .when(noteStep({ event: 'StockRejected', reason }))
        .then([{ type: 'OrderStatusChanged', status: 'REJECTED', rejection: reason }]),
  )
  test('StockRestored of a cancellation whose record was evicted closes it', () =>
    given(...confirmed)
      .when(restored)
      .then([{ type: 'OrderStatusChanged', status: 'REJECTED', rejection: 'TIMED_OUT' }]))
  test('DELIVERED completes it', () => {
    const completed = [
      { type: 'OrderStatusChanged' as const, status: 'COMPLETED' as const, delivery: 'delivered' as const },
    ]
    given(...confirmed, prepared)
      .when(advanced('DELIVERED'))
      .then(completed)
    given(place).when(advanced('DELIVERED')).then(completed)
  })
  test('a late DeliveryPrepared takes nothing back', () => {
    given(...confirmed, advanced('DELIVERED'))
      .when(prepared)
      .then([{ type: 'OrderNoted', status: 'COMPLETED', delivery: 'delivered' }])
    given(...confirmed, advanced('DELIVERED'))
      .when(advanced('SHIPPED'))
      .then([{ type: 'OrderNoted', delivery: 'delivered' }])
  })
  test('a late PaymentApproved of a completed order is only noted', () =>
    given(place, advanced('DELIVERED'))
      .when(approved)
      .then([{ type: 'OrderNoted', status: 'COMPLETED', payment: 'approved' }]))
})

test('the timeline is sorted oldest first, whenever its steps were noted', () => {
  const late = noteStep({ event: 'StockReserved', unitPrice: 1000, totalPrice: 3000 }, '2026-11-22T11:00:00.000Z')
  expect(timeline(placedAfter(place, approved, late)).map(({ event }) => event)).toEqual([
    'StockReserved',
    'OrderPlaced',
    'PaymentApproved',
  ])
})

test('the timeline says who did what', () =>
  expect(timeline(placedAfter(...confirmed, prepared, cancel(), advanced('OUT_FOR_DELIVERY'), refused()))).toEqual([
    { service: 'order', event: 'OrderPlaced', at: AT, detail: null },
    { service: 'inventory', event: 'StockReserved', at: AT, detail: '3 x 1000 = 3000 points' },
    { service: 'pay', event: 'PaymentApproved', at: AT, detail: '3000 points' },
    { service: 'delivery', event: 'DeliveryPrepared', at: AT, detail: null },
    { service: 'order', event: 'CancellationRequested', at: AT, detail: 'changed my mind' },
    { service: 'delivery', event: 'DeliveryAdvanced', at: AT, detail: 'OUT_FOR_DELIVERY' },
    { service: 'delivery', event: 'CancellationRefused', at: AT, detail: 'The delivery is already DELIVERED.' },
  ]))
