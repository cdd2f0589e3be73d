import type { Canceller, DeliveryStatus } from '@shop/contract/values.ts'
import { AT, specs } from '@shop/events/testing/given.ts'
import { uuid } from '@shop/events/testing/ids.ts'
import { deliveryEvents } from '../../events.ts'
import { delivery } from './decider.ts'
import { type DeliveryCommand, shown } from './delivery.ts'

const order = { userId: 'ann', productId: 'tea', quantity: 3 }
const note: DeliveryCommand = { type: 'NoteOrder', operation: 'OrderPlaced', ...order, address: '1 Harbour Road' }
const prepare: DeliveryCommand = { type: 'PrepareDelivery', operation: 'PaymentApproved', ...order }
const ruleOut: DeliveryCommand = { type: 'RuleOut', operation: 'OrderStatusChanged', ...order }
const cancel = (by: Canceller = 'person', n = 50): DeliveryCommand => ({
  type: 'CancelDelivery',
  operation: uuid(n),
  by,
  ...order,
})
const advance = (to?: DeliveryStatus, n = 60): DeliveryCommand => ({ type: 'AdvanceDelivery', operation: uuid(n), to })
const prepared = [note, prepare]
const at = (status: DeliveryStatus): DeliveryCommand[] =>
  status === 'PREPARING'
    ? prepared
    : status === 'CANCELLED'
      ? [...prepared, cancel()]
      : [...prepared, advance(status, 61)]
const { given, after } = specs(delivery, uuid(1), deliveryEvents)

describe('an order that was placed', () => {
  test('is noted with its owner and address; there is nothing to show yet', () =>
    given()
      .when(note)
      .then([{ type: 'DeliveryRequested', orderId: uuid(1), ...order, address: '1 Harbour Road', status: null }], {
        order,
        address: '1 Harbour Road',
        progress: { phase: 'awaited' },
      }))
  test('is noted once', () => given(note).when(note).thenNothing())
  test('is noted after the payment too, and then the delivery is shown', () =>
    given(prepare)
      .when(note)
      .then([{ type: 'DeliveryRequested', status: 'PREPARING' }], { address: '1 Harbour Road' }))
  test('is noted after the cancellation too', () => {
    given(prepare, cancel())
      .when(note)
      .then([{ type: 'DeliveryRequested', status: 'CANCELLED' }])
    given(cancel())
      .when(note)
      .then([{ type: 'DeliveryRequested', status: null }], { progress: { phase: 'withdrawn' } })
    given(ruleOut)
      .when(note)
      .then([{ type: 'DeliveryRequested', status: null }], { progress: { phase: 'ruledOut' } })
  })
})

describe('a payment', () => {
  test('has the delivery prepared', () =>
    given(note)
      .when(prepare)
      .then([{ type: 'DeliveryPrepared', orderId: uuid(1), ...order, status: 'PREPARING' }], {
        progress: { phase: 'prepared', status: 'PREPARING', history: [{ status: 'PREPARING', at: AT }] },
      }))
  test('has it prepared before the address is known, which is not shown yet', () =>
    given()
      .when(prepare)
      .then([{ type: 'DeliveryPrepared', status: null }], { address: null, progress: { phase: 'prepared' } }))
  test.each([
    ['a second time', [...prepared]],
    ['after a cancellation that overtook it', [note, cancel()]],
    ['for an order that closed', [note, ruleOut]],
    ['of what was cancelled since', [...prepared, cancel()]],
    ['of what is on its way', at('SHIPPED')],
  ])('%s does nothing', (_, done) =>
    given(...done)
      .when(prepare)
      .thenNothing(),
  )
})

describe('a cancellation', () => {
  test.each<[DeliveryStatus]>([['PREPARING'], ['SHIPPED'], ['IN_TRANSIT']])('by a person stops what is %s', (status) =>
    given(...at(status))
      .when(cancel())
      .then([{ type: 'DeliveryCancelled', requestId: uuid(50), ...order, status: 'CANCELLED', prepared: true }], {
        progress: { status: 'CANCELLED' },
      }),
  )
  test.each<[DeliveryStatus]>([['OUT_FOR_DELIVERY'], ['DELIVERED']])(
    'by a person is too late for what is %s',
    (status) =>
      given(...at(status))
        .when(cancel())
        .then(
          [{ type: 'CancellationRefused', requestId: uuid(50), status, reason: `The delivery is already ${status}.` }],
          {
            progress: { status },
          },
        ),
  )
  test.each<[DeliveryStatus]>([['PREPARING'], ['SHIPPED'], ['IN_TRANSIT'], ['OUT_FOR_DELIVERY'], ['DELIVERED']])(
    'by a deadline is too late for what is %s',
    (status) =>
      given(...at(status))
        .when(cancel('deadline'))
        .then([{ type: 'CancellationRefused', status }], { progress: { status } }),
  )
  test.each<[Canceller]>([['person'], ['deadline']])(
    'by a %s, before there is a delivery, leaves a tombstone',
    (by) => {
      const answer = [{ type: 'DeliveryCancelled' as const, requestId: uuid(50), prepared: false, status: null }]
      given()
        .when(cancel(by))
        .then(answer, { progress: { phase: 'withdrawn' } })
      given(note)
        .when(cancel(by))
        .then(answer, { progress: { phase: 'withdrawn' } })
      given(ruleOut)
        .when(cancel(by))
        .then(answer, { progress: { phase: 'withdrawn' } })
    },
  )
  test('stops what is prepared and has no address yet', () => {
    given(prepare)
      .when(cancel())
      .then([{ type: 'DeliveryCancelled', prepared: true, status: null }], { progress: { status: 'CANCELLED' } })
    given(prepare)
      .when(cancel('deadline'))
      .then([{ type: 'CancellationRefused', status: null }])
  })
  test.each([
    ['that was granted', [...prepared, cancel()]],
    ['that was refused', [...at('DELIVERED'), cancel()]],
    ['that left a tombstone', [cancel()]],
  ])('%s is not decided again', (_, done) =>
    given(...done)
      .when(cancel())
      .thenNothing(),
  )
  test('refused to the deadline may be granted to a person', () =>
    given(...prepared, cancel('deadline', 51))
      .when(cancel())
      .then([{ type: 'DeliveryCancelled', prepared: true }]))
  test('a new request after a refusal is decided anew', () =>
    given(...at('OUT_FOR_DELIVERY'), cancel('person', 51))
      .when(cancel())
      .then([{ type: 'CancellationRefused', requestId: uuid(50) }]))
  test('a new request after it was granted is answered alike, and history does not change', () => {
    const history = [{ status: 'PREPARING' as const }, { status: 'CANCELLED' as const }]
    given(...at('CANCELLED'))
      .when(cancel('person', 51))
      .then([{ type: 'DeliveryCancelled', prepared: true }], { progress: { history } })
    given(cancel())
      .when(cancel('person', 51))
      .then([{ type: 'DeliveryCancelled', prepared: false }])
  })
})

describe('an order that closed', () => {
  test('without a delivery will have none', () => {
    given(note)
      .when(ruleOut)
      .then([{ type: 'DeliveryRuledOut', ...order, status: null }], { progress: { phase: 'ruledOut' } })
    given()
      .when(ruleOut)
      .then([{ type: 'DeliveryRuledOut', ...order, status: null }], { progress: { phase: 'ruledOut' } })
  })
  test.each([
    ['that closed before', [note, ruleOut]],
    ['whose delivery was cancelled', at('CANCELLED')],
    ['whose cancellation left a tombstone', [cancel()]],
    ['whose delivery is on its way', at('SHIPPED')],
  ])('%s changes nothing', (_, done) =>
    given(...done)
      .when(ruleOut)
      .thenNothing(),
  )
})

const onward = ['SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED'] as const
const way = ['PREPARING', ...onward] as const
describe('advancing', () => {
  test.each(onward.map((next, i) => [way[i] ?? next, next] as const))('from %s goes to %s by itself', (from, next) =>
    given(...at(from))
      .when(advance())
      .then([{ type: 'DeliveryAdvanced', operation: uuid(60), ...order, status: next }], {
        progress: { status: next },
      }),
  )
  const forward = way.flatMap((from, i) => onward.slice(i).map((to) => [from, to] as const))
  test.each(forward)('from %s to %s is allowed', (from, to) =>
    given(...at(from))
      .when(advance(to))
      .then([{ type: 'DeliveryAdvanced', status: to }], { progress: { status: to } }),
  )
  test.each(way)('from %s to the same changes nothing', (here) =>
    given(...at(here))
      .when(advance(here))
      .thenNothing(),
  )
  const backward = way.flatMap((from, i) => way.slice(0, i).map((to) => [from, to] as const))
  test.each(backward)('from %s to %s is refused', (from, to) =>
    given(...at(from))
      .when(advance(to))
      .thenRefused('DELIVERY_NOT_ADVANCEABLE'),
  )
  test.each(way)('from %s to CANCELLED is refused', (from) =>
    given(...at(from))
      .when(advance('CANCELLED'))
      .thenRefused('DELIVERY_NOT_ADVANCEABLE'),
  )
  test.each([undefined, ...way, 'CANCELLED' as const])('what was cancelled is refused, to %s', (to) =>
    given(...at('CANCELLED'))
      .when(advance(to))
      .thenRefused('DELIVERY_NOT_ADVANCEABLE'),
  )
  test('what is delivered, to nowhere in particular, is refused', () =>
    given(...at('DELIVERED'))
      .when(advance())
      .thenRefused('DELIVERY_NOT_ADVANCEABLE'))
  test.each([
    ['nothing', []],
    ['an order whose payment is awaited', [note]],
    ['a tombstone', [cancel()]],
    ['an order that closed', [ruleOut]],
    ['a delivery whose address is not known', [prepare]],
  ])('%s is refused: there is no delivery to see', (_, done) =>
    given(...done)
      .when(advance())
      .thenRefused('NOT_FOUND'),
  )
  test('once more by the same operation goes no further', () =>
    given(...prepared, advance())
      .when(advance())
      .thenNothing())
})

describe('what a reader sees', () => {
  test('is nothing before the payment, and after a tombstone', () => {
    expect(shown(after())).toBeNull()
    expect(shown(after(note))).toBeNull()
    expect(shown(after(note, cancel()))).toBeNull()
    expect(shown(after(note, ruleOut))).toBeNull()
  })
  test('is nothing before the address', () => expect(shown(after(prepare))).toBeNull())
  test('is the same whether payment or address came first', () =>
    expect(shown(after(prepare, note))).toEqual(shown(after(note, prepare))))
  test('is the whole way, oldest first', () =>
    expect(shown(after(...prepared, advance(), advance('OUT_FOR_DELIVERY', 62)))).toEqual({
      ...{ orderId: uuid(1), ...order, address: '1 Harbour Road', status: 'OUT_FOR_DELIVERY' },
      history: [
        { status: 'PREPARING', at: AT },
        { status: 'SHIPPED', at: AT },
        { status: 'OUT_FOR_DELIVERY', at: AT },
      ],
    }))
})
