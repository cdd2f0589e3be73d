/** The figures that a user checks. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { ADD_POINTS, CANCEL_ORDER } from '../e2e/shopping.ts'
import { newProduct, place } from './buying.ts'
import type { AcceptanceCheck, CheckContext } from './checks.ts'

const POINTS = 999_999
const TIMELINE = 'query ($id: ID!) { order(id: $id) { timeline { service event } } }'
const SEEN = `query ($id: ID!, $product: ID!) {
  me { points } product(id: $product) { stock }
  order(id: $id) { status totalPrice delivery { status } }
  myPage { points pointsSpent orderCount purchases(first: 1) { edges { node {
    orderId productName quantity totalPrice orderStatus deliveryStatus
  } } } }
}`
const Before = z.object({
  me: z.object({ points: z.number() }),
  myPage: z.object({ pointsSpent: z.number(), orderCount: z.number() }).nullable(),
})

const forward = ['order OrderPlaced', 'inventory StockReserved', 'pay PaymentApproved', 'delivery DeliveryPrepared']
const back = [
  ...['order CancellationRequested', 'delivery DeliveryCancelled'],
  ...['pay PaymentRefunded', 'inventory StockRestored'],
]

/** What one check leaves to the next. A buyer whom an OpenID provider names may have bought before. */
let [product, order, points, spent, orders] = ['', '', 0, 0, 0]

export const workedExample: readonly AcceptanceCheck[] = [
  [
    'a product, price 1000, stock 1000; 999999 points for a customer',
    async (given) => {
      const { shop, people } = given
      const me = '{ me { points } myPage { pointsSpent orderCount } }'
      const before = Before.parse(await shop.data(me, {}, people.customer))
      product = await newProduct(given)
      await shop.data(
        ADD_POINTS,
        { input: { userId: people.customer.userId, amount: POINTS, idempotencyKey: randomUUID() } },
        people.admin,
      )
      ;[points, spent, orders] = [before.me.points, before.myPage?.pointsSpent ?? 0, before.myPage?.orderCount ?? 0]
      points += POINTS
      const seen = { me: { points }, product: { price: 1000, stock: 1000 } }
      const query = 'query ($product: ID!) { me { points } product(id: $product) { price stock } }'
      await shop.becomes(seen, query, { product }, people.customer)
    },
  ],
  [
    '10 ordered: points 989999, stock 990, one delivery, and a page that says so',
    async (given) => {
      order = await place(given, given.people.customer, product)
      await seen(given, {
        ...{ pointsNow: points - 10_000, spentNow: spent + 10_000, stock: 990 },
        ...{ orderStatus: 'CONFIRMED', deliveryStatus: 'PREPARING' },
      })
    },
  ],
  ['what the saga did stands in its timeline', (given) => timeline(given, forward)],
  [
    'cancelled: points 999999, stock 1000, the delivery cancelled, and a page that says so',
    async (given) => {
      await given.shop.data(CANCEL_ORDER, { input: { orderId: order } }, given.people.customer)
      await seen(given, {
        ...{ pointsNow: points, spentNow: spent, stock: 1000 },
        ...{ orderStatus: 'CANCELLED', deliveryStatus: 'CANCELLED' },
      })
    },
  ],
  ['how it was taken back stands there too', (given) => timeline(given, [...forward, ...back])],
]

type Now = {
  readonly pointsNow: number
  readonly spentNow: number
  readonly stock: number
  readonly orderStatus: string
  readonly deliveryStatus: string
}

function seen({ shop, people }: CheckContext, now: Now): Promise<void> {
  const { pointsNow, spentNow, stock, orderStatus, deliveryStatus } = now
  const bought = { orderId: order, productName: 'Acceptance check', quantity: 10, totalPrice: 10_000 }
  const expected = {
    me: { points: pointsNow },
    product: { stock },
    order: { status: orderStatus, totalPrice: 10_000, delivery: { status: deliveryStatus } },
    myPage: {
      ...{ points: pointsNow, pointsSpent: spentNow, orderCount: orders + 1 },
      purchases: { edges: [{ node: { ...bought, orderStatus, deliveryStatus } }] },
    },
  }
  return shop.becomes(expected, SEEN, { id: order, product }, people.customer)
}

function timeline({ shop, people }: CheckContext, steps: readonly string[]): Promise<void> {
  const timelineSteps = steps.map((step) => ({ service: step.split(' ')[0], event: step.split(' ')[1] }))
  return shop.becomes({ order: { timeline: timelineSteps } }, TIMELINE, { id: order }, people.customer)
}
