/** Who may do what. */
import { ADD_POINTS, ADD_PRODUCT, ADVANCE, CANCEL_ORDER, PLACE_ORDER } from '../e2e/shopping.ts'
import { delivering, newProduct } from './buying.ts'
import type { Check } from './checks.ts'

export const access: readonly Check[] = [
  [
    'without a login: products, but no orders (UNAUTHENTICATED); with a token that is none: nothing',
    async (given) => {
      const { shop } = given
      const id = await newProduct(given)
      await shop.becomes(
        { product: { stock: 1000 }, me: null },
        'query ($id: ID!) { product(id: $id) { stock } me { id } }',
        { id },
      )
      const input = { productId: id, quantity: 1, address: 'x' }
      await shop.refuses('UNAUTHENTICATED', PLACE_ORDER, { input })
      await shop.refuses('UNAUTHENTICATED', '{ __typename }', {}, { userId: '', authorization: 'Bearer x.y.z' })
    },
  ],
  [
    'a customer neither adds products or points nor advances deliveries; a carrier buys nothing (FORBIDDEN)',
    async ({ shop, people }) => {
      const { customer, carrier } = people
      const product = { name: 'x', price: 1, stock: 1 }
      await shop.refuses('FORBIDDEN', ADD_PRODUCT, { input: product }, customer)
      await shop.refuses('FORBIDDEN', ADD_POINTS, { input: { userId: customer.userId, amount: 1 } }, customer)
      await shop.refuses('FORBIDDEN', ADVANCE, { input: { orderId: 'x' } }, customer)
      await shop.refuses('FORBIDDEN', '{ orders { edges { cursor } } }', {}, customer)
      await shop.refuses('FORBIDDEN', PLACE_ORDER, { input: { productId: 'x', quantity: 1, address: 'x' } }, carrier)
    },
  ],
  [
    'an order is its buyer’s: to a stranger as if it were not there; its carrier sees no prices; admin sees all',
    async (given) => {
      const { shop, people } = given
      const id = await delivering(given, await newProduct(given))
      const query = 'query ($id: ID!) { order(id: $id) { totalPrice } delivery(orderId: $id) { status } }'
      const seen = { order: { totalPrice: 1000 }, delivery: { status: 'PREPARING' } }
      await shop.becomes(seen, query, { id }, people.customer)
      await shop.becomes(seen, query, { id }, people.admin)
      await shop.becomes({ ...seen, order: { totalPrice: null } }, query, { id }, people.carrier)
      await shop.becomes({ order: null, delivery: null }, query, { id }, people.stranger)
      await shop.refuses('NOT_FOUND', CANCEL_ORDER, { input: { orderId: id } }, people.stranger)
      await shop.data(CANCEL_ORDER, { input: { orderId: id } }, people.admin)
    },
  ],
]
