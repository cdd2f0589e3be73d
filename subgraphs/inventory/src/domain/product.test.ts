import { specs } from '@shop/events/testing/given.ts'
import { uuid } from '@shop/events/testing/ids.ts'
import { productEvents } from '../../events.ts'
import { product } from './decider.ts'
import type { ProductCommand } from './product.ts'

const MAX = 2 ** 31 - 1
const order = uuid(1)
const ofOrder = { operation: order, userId: 'ann' }
const add = (changes: { operation?: string; price?: number; stock?: number } = {}): ProductCommand => ({
  ...{ type: 'AddProduct', operation: uuid(100), name: 'Tea', price: 1000, stock: 9 },
  ...changes,
})
const restock = (quantity: number, operation = uuid(101)): ProductCommand => ({
  type: 'RestockProduct',
  operation,
  quantity,
})
const reprice = (price: number, operation = uuid(102)): ProductCommand => ({ type: 'ChangePrice', operation, price })
const reserve = (quantity = 3, expectedUnitPrice: number | null = null): ProductCommand => ({
  ...{ type: 'ReserveStock', ...ofOrder, quantity, expectedUnitPrice },
})
const release = (quantity = 3): ProductCommand => ({
  type: 'ReleaseStock',
  ...ofOrder,
  quantity,
  reason: 'INSUFFICIENT_POINTS',
})
const restore = (quantity = 3): ProductCommand => ({ type: 'RestoreStock', ...ofOrder, quantity })
const { given } = specs(product, 'tea', productEvents)

describe('adding a product', () => {
  test('puts it on the shelf', () =>
    given()
      .when(add())
      .then([{ type: 'ProductAdded', productId: 'tea', name: 'Tea', price: 1000, stock: 9 }], {
        exists: true,
        stock: 9,
        added: 9,
      }))

  test('of which no units came yet, and which costs nothing, is possible', () =>
    given()
      .when(add({ price: 0, stock: 0 }))
      .then([{ type: 'ProductAdded', price: 0, stock: 0 }]))

  test('under an id that is taken is refused', () =>
    given(add())
      .when(add({ operation: uuid(103) }))
      .thenRefused('ALREADY_EXISTS'))

  test('once more by the same operation is no refusal', () => given(add()).when(add()).thenNothing())

  test('fills the document that an order left, and its answer does not change', () => {
    given(reserve())
      .when(add())
      .then([{ type: 'ProductAdded', stock: 9 }], {
        exists: true,
        stock: 9,
        operations: { [order]: { step: 'rejected' } },
      })
    given(reserve(), add()).when(reserve()).thenNothing()
  })

  test('which a cancelled order has requested keeps the tombstone', () =>
    given(restore(), add()).when(reserve()).thenNothing())
})

describe('restocking', () => {
  test('adds to the shelf', () =>
    given(add())
      .when(restock(5))
      .then([{ type: 'Restocked', quantity: 5, stock: 14, price: 1000, name: 'Tea' }], { stock: 14, added: 14 }))

  test('a product that was never added is refused', () => given().when(restock(5)).thenRefused('NOT_FOUND'))
  test('one that was only ordered is refused', () => given(reserve()).when(restock(5)).thenRefused('NOT_FOUND'))
  test('once more by the same operation changes nothing', () => given(add(), restock(5)).when(restock(5)).thenNothing())

  test('up to the last unit that an Int holds is possible, one more is refused', () => {
    given(add())
      .when(restock(MAX - 9))
      .then([{ type: 'Restocked', stock: MAX }])
    given(add())
      .when(restock(MAX - 8))
      .thenRefused('STOCK_TOO_LARGE')
  })

  test('counts what ever came, so that whatever is reserved can come back', () =>
    given(add({ stock: MAX }), reserve(1000))
      .when(restock(1))
      .thenRefused('STOCK_TOO_LARGE'))
})

describe('changing the price', () => {
  test('is said with the stock as it is', () =>
    given(add())
      .when(reprice(1200))
      .then([{ type: 'PriceChanged', price: 1200, stock: 9 }], { price: 1200, stock: 9 }))
  test('to what it is changes nothing', () => given(add()).when(reprice(1000)).thenNothing())
  test('of a product that was never added is refused', () => given().when(reprice(1200)).thenRefused('NOT_FOUND'))
  test('once more by the same operation does not undo a later change', () =>
    given(add(), reprice(1200), reprice(900, uuid(104)))
      .when(reprice(1200))
      .thenNothing())
  test('leaves the quote of an earlier order', () =>
    given(add(), reserve(), reprice(1200))
      .when(restore())
      .then([{ type: 'StockRestored', units: 3, stock: 9, price: 1200 }]))
})

describe('reserving', () => {
  test('takes from the shelf and quotes the price', () =>
    given(add())
      .when(reserve(3))
      .then(
        [
          {
            type: 'StockReserved',
            orderId: order,
            userId: 'ann',
            productId: 'tea',
            quantity: 3,
            unitPrice: 1000,
            totalPrice: 3000,
            stock: 6,
          },
        ],
        {
          stock: 6,
          added: 9,
        },
      ))
  test('all there is leaves an empty shelf', () =>
    given(add())
      .when(reserve(9))
      .then([{ type: 'StockReserved', stock: 0 }]))
  test('more than there is is rejected, and the stock does not change', () =>
    given(add())
      .when(reserve(10))
      .then([{ type: 'StockRejected', reason: 'OUT_OF_STOCK', stock: 9 }], { stock: 9 }))
  test('what was never added is rejected, and the product remains unknown', () =>
    given()
      .when(reserve())
      .then([{ type: 'StockRejected', reason: 'PRODUCT_NOT_FOUND', stock: null, price: null }], { exists: false }))
  test('at the price that the buyer expects is done', () =>
    given(add())
      .when(reserve(3, 1000))
      .then([{ type: 'StockReserved' }]))
  test('at another price than the buyer expects is rejected', () =>
    given(add(), reprice(1200))
      .when(reserve(3, 1000))
      .then([{ type: 'StockRejected', reason: 'PRICE_CHANGED' }]))
  test('at a lower price than the buyer expects is rejected too', () =>
    given(add(), reprice(900))
      .when(reserve(3, 1000))
      .then([{ type: 'StockRejected', reason: 'PRICE_CHANGED' }]))
  test('for a total beyond an Int is rejected', () =>
    given(add({ price: 2 ** 30, stock: 9 }))
      .when(reserve(2))
      .then([{ type: 'StockRejected', reason: 'TOTAL_TOO_LARGE', stock: 9 }]))
  test('for the largest total there is is done', () =>
    given(add({ price: MAX, stock: 9 }))
      .when(reserve(1))
      .then([{ type: 'StockReserved', totalPrice: MAX }]))
  test('after a rejection is not tried again, though there is stock now', () =>
    given(add(), reserve(10), restock(90)).when(reserve(10)).thenNothing())
})

describe.each([
  ['released', [add(), reserve(), release()]],
  ['restored', [add(), reserve(), restore()]],
  ['rejected', [add(), reserve(10)]],
  ['rejected, for the product was never added', [reserve()]],
  ['withdrawn by a cancellation that overtook it', [add(), restore()]],
  ['withdrawn by a release that overtook it', [add(), release()]],
  ['withdrawn, though the product was never added', [restore()]],
])('an order that is %s', (_, done) => {
  test('is not reserved for again', () =>
    given(...done)
      .when(reserve())
      .thenNothing())
  test('has nothing to release', () =>
    given(...done)
      .when(release())
      .thenNothing())
  test('has nothing to restore', () =>
    given(...done)
      .when(restore())
      .thenNothing())
})

describe('an order that holds units', () => {
  test('is not reserved for twice', () => given(add(), reserve()).when(reserve()).thenNothing())
  test('gives them back when the payment is declined', () =>
    given(add(), reserve())
      .when(release())
      .then([{ type: 'StockReleased', units: 3, stock: 9, reason: 'INSUFFICIENT_POINTS' }], {
        stock: 9,
        operations: { [order]: { step: 'released' } },
      }))
  test('gives them back when it is cancelled', () =>
    given(add(), reserve())
      .when(restore())
      .then([{ type: 'StockRestored', units: 3, stock: 9 }], {
        stock: 9,
        operations: { [order]: { step: 'restored' } },
      }))
  test('gives back what it reserved, whatever the message says', () =>
    given(add(), reserve(3))
      .when(restore(7))
      .then([{ type: 'StockRestored', units: 3, stock: 9 }]))
})

describe('a cancellation that overtakes the reservation', () => {
  test('is answered with nothing, and leaves a tombstone', () =>
    given(add())
      .when(restore())
      .then([{ type: 'StockRestored', units: 0, stock: 9, quantity: 3 }], {
        stock: 9,
        operations: { [order]: { step: 'withdrawn' } },
      }))
  test('is answered even for a product that was never added', () =>
    given()
      .when(restore())
      .then([{ type: 'StockRestored', units: 0, stock: null }], { exists: false }))
  test('so is a release', () =>
    given(add())
      .when(release())
      .then([{ type: 'StockReleased', units: 0, stock: 9 }], { operations: { [order]: { step: 'withdrawn' } } }))
})
