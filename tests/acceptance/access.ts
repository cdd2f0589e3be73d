/** Who may do what. */
import { z } from 'zod'
import { ADD_POINTS, ADD_PRODUCT, ADVANCE, CANCEL_ORDER, PLACE_ORDER } from '../e2e/shopping.ts'
import { delivering, keptProduct } from './buying.ts'
import type { AcceptanceCheck } from './checks.ts'

const OPERATIONS = [
  ...['deadLetters { edges { cursor } }', 'stuckOrders { edges { cursor } }', 'operatorActions { edges { cursor } }'],
  ...[
    'ordersInFlight { orders }',
    'services { name }',
    'throughput(minutes: 1) { minute }',
    'brokenInvariants { service }',
  ],
]
const DISCARD = 'mutation ($input: DeadLettersInput!) { discardDeadLetters(input: $input) { id } }'

const Services = z.array(z.object({ name: z.string(), replicas: z.number(), ready: z.boolean() })).nonempty()
const areReady = (services: unknown): boolean =>
  Services.parse(services).every(({ replicas, ready }) => ready && replicas > 0)

export const access: readonly AcceptanceCheck[] = [
  [
    'without a login: products, but no orders (UNAUTHENTICATED); with a token that is none: nothing',
    async (given) => {
      const { shop } = given
      const id = await keptProduct(given, 'any')
      await shop.becomes(
        { product: { price: 1000 }, me: null },
        'query ($id: ID!) { product(id: $id) { price } me { id } }',
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
    'only an admin sees how the shop is doing, and acts on dead letters (FORBIDDEN); every service is ready',
    async ({ shop, people }) => {
      const { admin, carrier, customer } = people
      for (const person of [customer, carrier]) {
        for (const field of OPERATIONS) await shop.refuses('FORBIDDEN', `{ ${field} }`, {}, person)
        await shop.refuses('FORBIDDEN', DISCARD, { input: { filter: {}, reason: 'x' } }, person)
      }
      await shop.refuses('UNAUTHENTICATED', DISCARD, { input: { filter: {}, reason: 'x' } })
      await shop.data(`{ ${OPERATIONS.join(' ')} }`, {}, admin)
      await shop.fulfils('{ services { name replicas ready missing } }', admin, ({ services }) => areReady(services))
    },
  ],
  [
    'an order is its buyer’s: to another customer as if it did not exist; its carrier sees no prices; admin sees all',
    async (given) => {
      const { shop, people } = given
      const id = await delivering(given, await keptProduct(given, 'any'))
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
