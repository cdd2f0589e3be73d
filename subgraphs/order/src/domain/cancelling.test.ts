import { specs } from '@shop/events/testing/given.ts'
import { uuid } from '@shop/events/testing/ids.ts'
import {
  advanced,
  approved,
  cancel,
  declined,
  ID,
  nudge,
  place,
  refused,
  rejected,
  reserved,
  restored,
  states,
  statesThat,
  timeOut,
} from './commands.fixture.ts'
import { orderEvents } from '../../events.ts'
import { MAX_REFUSED_CANCELLATIONS } from './decider.ts'
import { order } from './decider.ts'

const { given } = specs(order, ID, orderEvents)
const confirmed = [place, reserved, approved]

describe('cancelling', () => {
  test.each(statesThat(/^(PENDING|CONFIRMED)/).filter(([name]) => !/declined/.test(name)))(
    'an order that is %s is requested',
    (_, done) =>
      given(...done)
        .when(cancel(51))
        .then(
          [
            {
              type: 'CancellationRequested',
              orderId: ID,
              requestId: uuid(51),
              by: 'person',
              reason: 'changed my mind',
              status: 'CANCELLING',
            },
          ],
          {
            ...{ status: 'CANCELLING', cancellation: { requestId: uuid(51), by: 'person' }, cancellationRefused: null },
          },
        ),
  )
  test.each(statesThat(/^(CANCELLING|CANCELLED)/))('an order that is %s leaves it as it is', (_, done) =>
    given(...done)
      .when(cancel(51))
      .thenNothing(),
  )
  test.each(statesThat(/^(REJECTED|COMPLETED)/))('an order that is %s is refused', (_, done) =>
    given(...done)
      .when(cancel(51))
      .thenRefused('ORDER_NOT_CANCELLABLE'),
  )
  test('after the payment was declined is refused', () =>
    given(place, reserved, declined).when(cancel()).thenRefused('ORDER_NOT_CANCELLABLE'))
  test('once more by the same request changes nothing, also after its refusal', () =>
    given(place, cancel(), refused()).when(cancel()).thenNothing())
  test('says the price as far as it is known', () =>
    given(place, reserved)
      .when(cancel())
      .then([{ type: 'CancellationRequested', unitPrice: 1000, totalPrice: 3000 }]))
  test(`that was refused ${MAX_REFUSED_CANCELLATIONS} times is refused at the door`, () => {
    const refusals = Array.from({ length: MAX_REFUSED_CANCELLATIONS }, (_, n) => [
      cancel(100 + n),
      refused(100 + n),
    ]).flat()
    given(place, ...refusals.slice(0, -2))
      .when(cancel())
      .then([{ type: 'CancellationRequested' }])
    given(place, ...refusals)
      .when(cancel())
      .thenRefused('ORDER_NOT_CANCELLABLE')
  })
})

describe('a refused cancellation', () => {
  const reason = 'The delivery is already DELIVERED.'
  test.each([
    ['PENDING where no payment was noted', [place, cancel()], 'PENDING'],
    ['CONFIRMED where the payment was noted', [...confirmed, cancel()], 'CONFIRMED'],
    ['CONFIRMED where the payment was noted meanwhile', [place, cancel(), approved], 'CONFIRMED'],
    ['COMPLETED where the arrival was noted meanwhile', [...confirmed, cancel(), advanced('DELIVERED')], 'COMPLETED'],
    [
      'COMPLETED where the arrival was noted and the payment was not',
      [place, cancel(), advanced('DELIVERED')],
      'COMPLETED',
    ],
  ] as const)('leaves the order %s', (_, done, status) =>
    given(...done)
      .when(refused())
      .then([{ type: 'OrderStatusChanged', status, cancellationRefused: reason }], {
        status,
        cancellation: null,
        cancellationRefused: reason,
      }),
  )
  test('says that there is a delivery', () =>
    given(place, cancel())
      .when(refused())
      .then([{ type: 'OrderStatusChanged', delivery: 'prepared' }]))
  test('of an earlier request is ignored', () => {
    given(place, cancel(), refused(), cancel(51)).when(refused()).thenNothing()
    given(place, cancel(51)).when(refused()).thenNothing()
    given(place).when(refused()).thenNothing()
  })
  test('may be requested again, and granted', () =>
    given(...confirmed, cancel(), refused(), cancel(51))
      .when(restored)
      .then([{ type: 'OrderStatusChanged', status: 'CANCELLED' }]))
  test('of the deadline leaves the order to a person', () =>
    given(...confirmed, timeOut(), refused(70), cancel())
      .when(restored)
      .then([{ type: 'OrderStatusChanged', status: 'CANCELLED' }]))
  test('no longer counts when the order closes otherwise', () =>
    given(place, cancel(), refused())
      .when(rejected)
      .then([{ type: 'OrderStatusChanged', status: 'REJECTED', rejection: 'OUT_OF_STOCK' }]))
})

describe('the deadline', () => {
  test.each(states.filter(([name]) => /^(PENDING|PENDING with its price|CONFIRMED)$/.test(name)))(
    'cancels an order that is %s',
    (_, done) =>
      given(...done)
        .when(timeOut())
        .then([{ type: 'CancellationRequested', requestId: uuid(70), by: 'deadline', reason: null }], {
          cancellation: { by: 'deadline' },
        }),
  )
  test.each(states.filter(([name]) => !/^(PENDING|PENDING with its price|CONFIRMED)$/.test(name)))(
    'leaves an order alone that is %s',
    (_, done) =>
      given(...done)
        .when(timeOut(71))
        .thenNothing(),
  )
})

describe('a nudge', () => {
  test.each(statesThat(/^(PENDING|CONFIRMED)/))('says OrderPlaced again of an order that is %s', (_, done) =>
    given(...done)
      .when(nudge)
      .thenAgain('OrderPlaced'),
  )
  test.each(statesThat(/^CANCELLING/))('says CancellationRequested again of an order that is %s', (_, done) =>
    given(...done)
      .when(nudge)
      .thenAgain('CancellationRequested'),
  )
  test.each(statesThat(/^(REJECTED|CANCELLED|COMPLETED)/))('says nothing of an order that is %s', (_, done) =>
    given(...done)
      .when(nudge)
      .thenNothing(),
  )
})
