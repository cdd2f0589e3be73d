/** What can come of one order, with everything around it that may happen. */
import type { DeliveryStatus } from '@shop/contract/values.ts'
import { uuid } from '@shop/events/testing/ids.ts'
import type { DeliveryCommand } from '@shop/delivery/domain/delivery.ts'
import type { ProductCommand } from '@shop/inventory/domain/product.ts'
import type { OrderCommand } from '@shop/order/domain/order.ts'
import type { AccountCommand } from '@shop/pay/domain/account.ts'
import { ORDER } from './saga-model.ts'
import type { Scenario } from './model.ts'

const orderInput = { userId: 'ann', productId: 'tea', quantity: 3, address: '1 Harbour Road', expectedUnitPrice: null }
const place: OrderCommand = { type: 'PlaceOrder', operation: ORDER, ...orderInput }
const expecting = (expectedUnitPrice: number): OrderCommand => ({
  ...{ type: 'PlaceOrder', operation: ORDER, ...orderInput },
  expectedUnitPrice,
})
const cancel = (n: number): OrderCommand => ({ type: 'CancelOrder', operation: uuid(n), reason: null })
const timeOut: OrderCommand = { type: 'TimeOut', operation: uuid(70) }
const advance = (n: number, to?: DeliveryStatus): DeliveryCommand => ({
  type: 'AdvanceDelivery',
  operation: uuid(n),
  to,
})
const add = (stock = 9, price = 1000): ProductCommand => ({
  type: 'AddProduct',
  operation: uuid(100),
  name: 'Tea',
  price,
  stock,
})
const restock: ProductCommand = { type: 'RestockProduct', operation: uuid(101), quantity: 90 }
const reprice = (price: number): ProductCommand => ({ type: 'ChangePrice', operation: uuid(102), price })
const give = (amount: number, n = 110): AccountCommand => ({ type: 'AddPoints', operation: uuid(n), amount })

/** A person cancels up to twice, the deadline passes once, and a carrier may be quicker than both. */
const full: Scenario = {
  ...{ place, product: [add()], account: [give(10_000)] },
  ...{ person: [cancel(50), cancel(51)], deadline: [timeOut] },
  carrier: [advance(60, 'OUT_FOR_DELIVERY'), advance(61, 'DELIVERED')],
}

/** What messages can suffer besides coming in any order. */
const all = [{ duplicates: 2 }, { duplicates: 1, nudges: 1 }, { losses: 2 }, { duplicates: 1, losses: 1 }]
const usual = [{ duplicates: 1 }, { losses: 2 }]
const some = [{ duplicates: 1 }]
type DeliveryFaults = Pick<Scenario, 'duplicates' | 'losses' | 'nudges'>

/** Each with what its messages suffer. The more there is of both, the more worlds: a million take some six seconds. */
export const scenarios: readonly (readonly [string, Scenario, readonly DeliveryFaults[]])[] = [
  ['an order that can be had', full, all],
  ['an order for more than there is, and a late restock', { ...full, product: [add(2)], stocker: [restock] }, usual],
  ['an order for a product that is added late, or never', { ...full, product: [], stocker: [add()] }, usual],
  [
    'an order for more than the buyer has, and late points',
    { ...full, account: [give(2999)], giver: [give(90_000, 111)] },
    usual,
  ],
  ['an order of a user who gets points late, or never', { ...full, account: [], giver: [give(10_000)] }, usual],
  ['an order at another price than expected', { ...full, place: expecting(900), stocker: [reprice(900)] }, some],
  ['an order that costs nothing', { ...full, product: [add(9, 0)] }, some],
  [
    'an order that goes every step of the way',
    { ...full, person: [cancel(50)], carrier: [60, 61, 62, 63].map((n) => advance(n)) },
    some,
  ],
]
