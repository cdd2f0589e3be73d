import { specs } from '@shop/events/testing/given.ts'
import { uuid } from '@shop/events/testing/ids.ts'
import { accountEvents } from '../../events.ts'
import type { AccountCommand } from './account.ts'
import { account } from './decider.ts'

const MAX = 2 ** 31 - 1
const order = uuid(1)
const ofOrder = { operation: order, productId: 'tea' }
const add = (amount = 10_000, operation = uuid(100)): AccountCommand => ({ type: 'AddPoints', operation, amount })
const charge = (quantity = 3, unitPrice = 1000): AccountCommand => ({
  type: 'ChargePoints',
  ...ofOrder,
  quantity,
  unitPrice,
})
const refund = (quantity = 3): AccountCommand => ({ type: 'RefundPoints', ...ofOrder, quantity })
const { given } = specs(account, 'ann', accountEvents)

describe('adding points', () => {
  test('opens the account', () =>
    given()
      .when(add())
      .then([{ type: 'PointsAdded', userId: 'ann', amount: 10_000, points: 10_000, spent: 0 }], {
        exists: true,
        added: 10_000,
      }))
  test('adds to what is there', () =>
    given(add())
      .when(add(5, uuid(101)))
      .then([{ type: 'PointsAdded', amount: 5, points: 10_005 }], { points: 10_005, added: 10_005 }))
  test('once more by the same operation changes nothing', () => given(add()).when(add()).thenNothing())
  test('up to the last point that an Int holds is possible, one more is refused', () => {
    given(add())
      .when(add(MAX - 10_000, uuid(101)))
      .then([{ type: 'PointsAdded', points: MAX }])
    given(add())
      .when(add(MAX - 9_999, uuid(101)))
      .thenRefused('POINTS_TOO_MANY')
  })
  test('counts what ever came, so that whatever is spent can come back', () =>
    given(add(MAX), charge())
      .when(add(1, uuid(101)))
      .thenRefused('POINTS_TOO_MANY'))
  test('fills the account that an order left, and its answer does not change', () => {
    given(charge())
      .when(add())
      .then([{ type: 'PointsAdded', points: 10_000 }], { exists: true, operations: { [order]: { step: 'declined' } } })
    given(charge(), add()).when(charge()).thenNothing()
  })
})

describe('charging', () => {
  test('takes the price of all units', () =>
    given(add())
      .when(charge(3, 1000))
      .then(
        [
          {
            type: 'PaymentApproved',
            orderId: order,
            userId: 'ann',
            productId: 'tea',
            quantity: 3,
            amount: 3000,
            points: 7000,
            spent: 3000,
          },
        ],
        {
          points: 7000,
          spent: 3000,
          added: 10_000,
        },
      ))
  test('the last points is done', () =>
    given(add())
      .when(charge(10))
      .then([{ type: 'PaymentApproved', points: 0, spent: 10_000 }]))
  test('more than there is is declined, and the points do not change', () =>
    given(add())
      .when(charge(11))
      .then([{ type: 'PaymentDeclined', reason: 'INSUFFICIENT_POINTS', points: 10_000, spent: 0 }], { points: 10_000 }))
  test('who never got points is declined, and has no account', () =>
    given()
      .when(charge())
      .then([{ type: 'PaymentDeclined', reason: 'ACCOUNT_NOT_FOUND', points: 0, spent: 0 }], { exists: false }))
  test('who never got points is declined, also for what costs nothing', () =>
    given()
      .when(charge(3, 0))
      .then([{ type: 'PaymentDeclined', reason: 'ACCOUNT_NOT_FOUND' }]))
  test('nothing, for what costs nothing, is approved', () =>
    given(add())
      .when(charge(3, 0))
      .then([{ type: 'PaymentApproved', amount: 0, points: 10_000 }], {
        operations: { [order]: { step: 'charged', amount: 0 } },
      }))
  test('is done once', () => given(add(), charge()).when(charge()).thenNothing())
  test('after it was declined is not tried again, though there are points now', () =>
    given(add(), charge(11), add(90_000, uuid(101)))
      .when(charge(11))
      .thenNothing())
})

describe('refunding', () => {
  test('gives back what was charged, whatever the message says', () =>
    given(add(), charge(3))
      .when(refund(7))
      .then([{ type: 'PaymentRefunded', amount: 3000, points: 10_000, spent: 0 }], {
        points: 10_000,
        spent: 0,
        operations: { [order]: { step: 'refunded' } },
      }))
  test('what cost nothing is answered with nothing', () =>
    given(add(), charge(3, 0))
      .when(refund())
      .then([{ type: 'PaymentRefunded', amount: 0 }], { operations: { [order]: { step: 'refunded' } } }))
  test('before the charge is answered with nothing, and leaves a tombstone', () =>
    given(add())
      .when(refund())
      .then([{ type: 'PaymentRefunded', amount: 0, points: 10_000, quantity: 3 }], {
        operations: { [order]: { step: 'withdrawn' } },
      }))
  test('is answered even where there is no account', () =>
    given()
      .when(refund())
      .then([{ type: 'PaymentRefunded', amount: 0, points: 0, spent: 0 }], { exists: false }))
})

describe.each([
  ['refunded', [add(), charge(), refund()]],
  ['declined', [add(), charge(11)]],
  ['declined, for there is no account', [charge()]],
  ['withdrawn by a cancellation that overtook it', [add(), refund()]],
  ['withdrawn, though there is no account', [refund()]],
])('an order that is %s', (_, done) => {
  test('is not charged', () =>
    given(...done)
      .when(charge())
      .thenNothing())
  test('is not refunded again', () =>
    given(...done)
      .when(refund())
      .thenNothing())
})
