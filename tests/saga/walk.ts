/** What may happen in a shop, one thing after another, at random. */
import * as fc from 'fast-check'
import { uuid } from '@shop/events/testing/ids.ts'
import type { SagaShop } from './shop.ts'

const users = ['ann', 'bob']
const products = ['tea', 'pot']
const small = fc.integer({ min: 1, max: 12 })
const which = fc.nat(7)
/** One step: a user acts, or a message arrives. */
export const happening = fc.oneof(
  fc.record({
    what: fc.constant('place' as const),
    user: fc.constantFrom(...users),
    product: fc.constantFrom(...products),
    quantity: small,
    expectedUnitPrice: fc.constantFrom(null, null, null, 1),
  }),
  fc.record({
    what: fc.constantFrom('cancel' as const, 'timeOut' as const, 'nudge' as const, 'advance' as const),
    which,
  }),
  fc.record({ what: fc.constant('add' as const), product: fc.constantFrom(...products), units: small }),
  fc.record({
    what: fc.constantFrom('restock' as const, 'reprice' as const),
    product: fc.constantFrom(...products),
    units: small,
  }),
  fc.record({ what: fc.constant('give' as const), user: fc.constantFrom(...users), points: small }),
  { weight: 4, arbitrary: fc.record({ what: fc.constant('advance' as const), which }) },
  {
    weight: 16,
    arbitrary: fc.record({
      what: fc.constant('deliver' as const),
      pick: fc.nat(1000),
      keep: fc.integer({ min: 0, max: 9 }),
    }),
  },
)
export type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never

/** The order ids of what was placed are added to `placed`. */
export function happen(shop: SagaShop, placed: string[], it: Happening): void {
  const operation = shop.newId()
  switch (it.what) {
    case 'place': {
      const order = uuid(placed.length + 1)
      placed.push(order)
      const orderInput = {
        userId: it.user,
        productId: it.product,
        quantity: it.quantity,
        address: '1 Harbour Road',
        expectedUnitPrice: it.expectedUnitPrice,
      }
      shop.orders.execute(order, { type: 'PlaceOrder', operation: order, ...orderInput })
      return
    }
    case 'add':
      shop.products.execute(it.product, { type: 'AddProduct', operation, name: it.product, price: 1, stock: it.units })
      return
    case 'restock':
      shop.products.execute(it.product, { type: 'RestockProduct', operation, quantity: it.units })
      return
    case 'reprice':
      shop.products.execute(it.product, { type: 'ChangePrice', operation, price: it.units })
      return
    case 'give':
      shop.accounts.execute(it.user, { type: 'AddPoints', operation, amount: it.points * 3 })
      return
    case 'deliver':
      shop.deliver(it.pick, it.keep === 0)
      return
    default: {
      const order = placed[it.which % Math.max(1, placed.length)]
      if (order) bother(shop, order, it.what, operation)
    }
  }
}

function bother(
  shop: SagaShop,
  order: string,
  what: 'cancel' | 'timeOut' | 'nudge' | 'advance',
  operation: string,
): void {
  if (what === 'cancel') shop.orders.execute(order, { type: 'CancelOrder', operation, reason: null })
  if (what === 'timeOut') shop.orders.execute(order, { type: 'TimeOut', operation })
  if (what === 'nudge') shop.orders.execute(order, { type: 'Nudge', operation })
  if (what === 'advance') shop.deliveries.execute(order, { type: 'AdvanceDelivery', operation, to: undefined })
}

/** Tea and a buyer for it are there from the start; everything else comes in the middle of things, or never. */
export const opening: readonly Happening[] = [
  { what: 'add', product: 'tea', units: 40 },
  { what: 'give', user: 'ann', points: 30 },
]
