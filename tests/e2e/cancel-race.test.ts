/** Cancellations at every moment of an order's way, and against its delivery. */
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { admin, customer } from '../component/tokens.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { openShop } from './open-shop.ts'
import {
  ADVANCE,
  advance,
  cancel,
  CANCEL_ORDER,
  deliveryBecomes,
  newProduct,
  newUser,
  orderBecomes,
  place,
} from './shopping.ts'

const open = openShop()
let nats: NatsConnection

beforeAll(async () => {
  nats = await connect({ servers: open.running.natsUrl })
})
afterAll(() => nats.close())

const SEEN = `query ($product: ID!) { me { points } product(id: $product) { stock } myPage { points pointsSpent } }`
const untouched = { me: { points: 100 }, product: { stock: 50 }, myPage: { points: 100, pointsSpent: 0 } }

/** The saga's own moments, and the notes that the order takes of them. */
const moments = [
  'order.OrderPlaced',
  'delivery.DeliveryRequested',
  'product.StockReserved',
  'account.PaymentApproved',
  'delivery.DeliveryPrepared',
  'order.OrderStatusChanged',
  'order.OrderNoted',
]

test.each(moments)('cancelled when its %s is on the stream: all is given back', async (moment) => {
  const { router } = open
  const product = await newProduct(router, { price: 1, stock: 50 })
  const users = await Promise.all(Array.from({ length: 5 }, () => newUser(router, 100)))
  await Promise.all(
    users.map(async (user) => {
      const reached = orderAt(moment, user)
      await Promise.all([place(router, user, product), reached.then((id) => cancel(router, id, customer(user)))])
      expect((await orderBecomes(router, await reached)).at(-1)).toBe('CANCELLED')
    }),
  )
  await open.settle()
  for (const user of users) expect(await router.request(SEEN, { product }, customer(user))).toEqual({ data: untouched })
  expect(await brokenInvariants(open.running)).toEqual([])
})

test('cancelled twice by the customer and once by an admin, at once: all is given back, once', async () => {
  const { router } = open
  const [user, product] = [await newUser(router, 100), await newProduct(router, { price: 1, stock: 50 })]
  const id = await place(router, user, product)
  await Promise.all([customer(user), customer(user), admin].map((as) => cancel(router, id, as)))
  await orderBecomes(router, id, 'CANCELLED')
  expect(await cancel(router, id, customer(user))).toBe('CANCELLED')
  await open.settle()
  expect(await router.request(SEEN, { product }, customer(user))).toEqual({ data: untouched })
})

test('cancelled orders and rejected ones race for the same stock, and none of it is lost', async () => {
  const { router } = open
  const [user, product] = [await newUser(router, 100), await newProduct(router, { price: 1, stock: 50 })]
  const ids = await Promise.all(Array.from({ length: 40 }, () => place(router, user, product)))
  const refusals = await Promise.all(ids.map((orderId) => router.refusal(CANCEL_ORDER, { input: { orderId } }, admin)))
  for (const code of refusals) expect([undefined, 'ORDER_NOT_CANCELLABLE input.orderId']).toContain(code)
  for (const id of ids) expect(['CANCELLED', 'REJECTED']).toContain((await orderBecomes(router, id)).at(-1))
  await open.settle()
  expect(await router.request(SEEN, { product }, customer(user))).toEqual({ data: untouched })
  expect(await brokenInvariants(open.running)).toEqual([])
})

test('a cancellation and the carrier at once: either it is cancelled, or it is on its way and was paid', async () => {
  const { router } = open
  const [user, product] = [await newUser(router, 100), await newProduct(router, { price: 1, stock: 50 })]
  const ids = await Promise.all(Array.from({ length: 5 }, () => place(router, user, product)))
  await Promise.all(ids.map((id) => deliveryBecomes(router, id, 'PREPARING')))
  await Promise.all(
    ids.map(async (orderId, index) => {
      const onItsWay = () => router.refusal(ADVANCE, { input: { orderId, to: 'OUT_FOR_DELIVERY' } }, admin)
      const cancelled = () => cancel(router, orderId, customer(user))
      const [first, second] = index % 2 ? [onItsWay, cancelled] : [cancelled, onItsWay]
      const codes = await Promise.all([first(), second()])
      expect([undefined, 'DELIVERY_NOT_ADVANCEABLE input.to']).toContain(codes[index % 2 ? 0 : 1])
    }),
  )
  await open.settle()
  const outcomes = await Promise.all(ids.map((id) => outcomeOf(id)))
  const onTheirWay = { status: 'CONFIRMED', delivery: { status: 'OUT_FOR_DELIVERY' } }
  const refusal = { cancellationRefused: 'The delivery is already OUT_FOR_DELIVERY.' }
  const cancelled = { status: 'CANCELLED', delivery: { status: 'CANCELLED' }, cancellationRefused: null }
  for (const outcome of outcomes) expect([cancelled, { ...onTheirWay, ...refusal }]).toContainEqual(outcome)
  expect(await brokenInvariants(open.running)).toEqual([])
})

test('a cancellation that was refused may be requested again, and is refused again; the order is delivered', async () => {
  const { router } = open
  const id = await place(router, await newUser(router), await newProduct(router))
  await deliveryBecomes(router, id, 'PREPARING')
  await advance(router, id, 'OUT_FOR_DELIVERY')
  for (let again = 0; again < 2; again += 1) {
    await cancel(router, id)
    await orderBecomes(router, id, 'CONFIRMED')
  }
  await advance(router, id)
  expect((await orderBecomes(router, id)).at(-1)).toBe('COMPLETED')
  expect(await router.refusal(CANCEL_ORDER, { input: { orderId: id } }, admin)).toBe(
    'ORDER_NOT_CANCELLABLE input.orderId',
  )
  await open.settle()
  expect(await brokenInvariants(open.running)).toEqual([])
})

/** Resolves with the user's order when it has an event of this kind. */
async function orderAt(moment: string, user: string): Promise<string> {
  const events = nats.subscribe(`events.${moment}.*`)
  await nats.flush()
  for await (const event of events) {
    const { data } = event.json<{ readonly data: { readonly userId: string; readonly orderId: string } }>()
    if (data.userId === user) return data.orderId
  }
  throw new Error(`no ${moment} of ${user} was heard`)
}

async function outcomeOf(id: string): Promise<unknown> {
  const query = 'query ($id: ID!) { order(id: $id) { status cancellationRefused delivery { status } } }'
  return (await open.router.request(query, { id }, admin)).data?.['order']
}
