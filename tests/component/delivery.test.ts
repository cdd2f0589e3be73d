import { cursorOf } from '@shop/events/feed/cursor.ts'
import { v7 as uuidv7 } from 'uuid'
import {
  addProduct,
  advance,
  becomes,
  data,
  idsOf,
  newId,
  newUser,
  placeOrder,
  prepared,
  stringAt,
} from './shopping.ts'
import type { ClientFailure } from './client.ts'
import { Services } from './services.ts'
import { admin, type As, carrier, customer } from './tokens.ts'

let services: Services
beforeAll(async () => void (services = await Services.start()))
afterAll(() => services.stop())
const deliveries = () => services.at('delivery')

const DELIVERY = `query ($id: ID!) { delivery(orderId: $id) { id status quantity address history { status at }
  order { id } user { id } product { id } } }`
const LIST = `query ($first: Int, $after: String, $status: DeliveryStatus) {
  deliveries(first: $first, after: $after, status: $status) { edges { node { id } } pageInfo { hasNextPage endCursor } } }`
const ADVANCE = 'mutation ($input: AdvanceDeliveryInput!) { advanceDelivery(input: $input) { id status } }'
const FOLLOW = `subscription ($id: ID!, $after: String) { deliveryStatusChanged(orderId: $id, after: $after) {
  cursor status at delivery { id status } } }`
const FOLLOW_ALL =
  'subscription ($after: String) { deliveriesChanged(after: $after) { cursor deliveries { id status } } }'
const CANCEL = 'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { status } }'

/** An order whose delivery is there. */
async function delivered(): Promise<{ readonly user: string; readonly product: string; readonly id: string }> {
  const [user, product] = [await newUser(services), await addProduct(services)]
  const id = await placeOrder(services, user, product)
  await prepared(services, id)
  return { user, product, id }
}

test('a paid order has a delivery, which its buyer, carriers and admins see', async () => {
  const { user, product, id } = await delivered()
  for (const as of [customer(user), carrier, admin])
    expect(await data(deliveries().request(DELIVERY, { id }, as))).toEqual({
      delivery: {
        ...{ id, status: 'PREPARING', quantity: 10, address: 'Seoul' },
        history: [{ status: 'PREPARING', at: expect.stringMatching(/^\d{4}-.*Z$/) }],
        ...{ order: { id }, user: { id: user }, product: { id: product } },
      },
    })
})

test('for everybody else there is none', async () => {
  const { id } = await delivered()
  const stranger = customer(newId('stranger'))
  expect(await data(deliveries().request(DELIVERY, { id }, stranger))).toEqual({ delivery: null })
  expect(await data(deliveries().request(DELIVERY, { id: uuidv7() }, admin))).toEqual({ delivery: null })
  expect(await data(deliveries().request(DELIVERY, { id: 'no id' }, admin))).toEqual({ delivery: null })
  expect(await deliveries().refusal(DELIVERY, { id })).toBe('UNAUTHENTICATED')
  const of = [
    { __typename: 'Delivery', id },
    { __typename: 'Order', id },
  ]
  const selection = '... on Delivery { status } ... on Order { delivery { status } }'
  for (const as of [stranger, undefined])
    expect(await data(deliveries().entities(selection, of, as))).toMatchObject({
      _entities: [null, { delivery: null }],
    })
})

test('a carrier advances it, one step or several, only forward', async () => {
  const { user, id } = await delivered()
  const to = (to?: string) => deliveries().request(ADVANCE, { input: { orderId: id, to } }, carrier)
  expect(await data(to())).toEqual({ advanceDelivery: { id, status: 'SHIPPED' } })
  expect(await data(to('SHIPPED'))).toEqual({ advanceDelivery: { id, status: 'SHIPPED' } })
  expect(await data(to('OUT_FOR_DELIVERY'))).toEqual({ advanceDelivery: { id, status: 'OUT_FOR_DELIVERY' } })
  for (const backwards of ['PREPARING', 'SHIPPED', 'CANCELLED'])
    expect((await to(backwards)).errors).toMatchObject([{ extensions: { code: 'DELIVERY_NOT_ADVANCEABLE' } }])
  expect(await data(to())).toEqual({ advanceDelivery: { id, status: 'DELIVERED' } })
  expect((await to()).errors).toMatchObject([{ extensions: { code: 'DELIVERY_NOT_ADVANCEABLE' } }])
  const { delivery } = await data(deliveries().request(DELIVERY, { id }, customer(user)))
  expect(delivery).toMatchObject({
    history: ['PREPARING', 'SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERED'].map((status) => ({ status })),
  })
})

test('only carriers and admins advance, and list', async () => {
  const { user, id } = await delivered()
  expect(await deliveries().refusal(ADVANCE, { input: { orderId: id } }, customer(user))).toBe('FORBIDDEN')
  expect(await deliveries().refusal(ADVANCE, { input: { orderId: id } })).toBe('UNAUTHENTICATED')
  expect(await deliveries().refusal(LIST, {}, customer(user))).toBe('FORBIDDEN')
  expect(await deliveries().refusal(LIST)).toBe('UNAUTHENTICATED')
  expect(await data(deliveries().request(ADVANCE, { input: { orderId: id } }, admin))).toMatchObject({
    advanceDelivery: { status: 'SHIPPED' },
  })
})

test.each([uuidv7(), 'no id'])('an order without a delivery is not advanced: %s', async (orderId) => {
  expect(await deliveries().refusal(ADVANCE, { input: { orderId } }, carrier)).toBe('NOT_FOUND input.orderId')
})

test('a carrier pages through deliveries, newest order first, also those of one status', async () => {
  const made = [await delivered(), await delivered(), await delivered()].map(({ id }) => id)
  const all = await idsOf('deliveries', (after) => data(deliveries().request(LIST, { first: 2, after }, carrier)))
  expect(all).toEqual(all.toSorted().toReversed())
  expect(all).toEqual(expect.arrayContaining(made))
  await advance(services, made[1] ?? '', 'IN_TRANSIT')
  const moving = await idsOf('deliveries', (after) =>
    data(deliveries().request(LIST, { after, status: 'IN_TRANSIT' }, carrier)),
  )
  expect(moving).toEqual([made[1]])
})

test.each([
  [{ first: 0 }, 'first'],
  [{ first: 101 }, 'first'],
  [{ after: 'x' }, 'after'],
])('a page of deliveries with %j is refused by name', async (args, argument) => {
  expect(await deliveries().refusal(LIST, args, carrier)).toBe(`BAD_USER_INPUT ${argument}`)
})

test('a stream that begins before the delivery exists sends every status and completes with the last', async () => {
  const [user, product] = [await newUser(services), await addProduct(services)]
  const id = await placeOrder(services, user, product)
  const seen: string[] = []
  const cursors: string[] = []
  for await (const event of deliveries().follow(FOLLOW, { id }, customer(user))) {
    seen.push(stringAt(event, 'data', 'deliveryStatusChanged', 'status'))
    cursors.push(stringAt(event, 'data', 'deliveryStatusChanged', 'cursor'))
    await advance(services, id).catch(() => undefined) // after the last there is nothing to advance
  }
  expect(seen).toEqual(['PREPARING', 'SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED'])
  const remaining: string[] = []
  for await (const event of deliveries().follow(FOLLOW, { id, after: cursors[2] }, customer(user)))
    remaining.push(stringAt(event, 'data', 'deliveryStatusChanged', 'status'))
  expect(remaining).toEqual(['OUT_FOR_DELIVERY', 'DELIVERED'])
  expect(await deliveries().follow(FOLLOW, { id, after: cursors[4] }, customer(user)).next()).toMatchObject({
    done: true,
  })
})

test('a cancelled delivery completes its stream', async () => {
  const { user, id } = await delivered()
  const seen: string[] = []
  for await (const event of deliveries().follow(FOLLOW, { id }, customer(user))) {
    seen.push(stringAt(event, 'data', 'deliveryStatusChanged', 'status'))
    await services.at('order').request(CANCEL, { input: { orderId: id } }, customer(user))
  }
  expect(seen).toEqual(['PREPARING', 'CANCELLED'])
})

test('the stream of an order that closes without a delivery completes without a word', async () => {
  const user = await newUser(services)
  const id = await placeOrder(services, user, newId('unknown'))
  expect(await deliveries().follow(FOLLOW, { id }, customer(user)).next()).toEqual({ done: true, value: undefined })
  await becomes(services, id, 'REJECTED')
  expect(await deliveries().follow(FOLLOW, { id }, customer(user)).next()).toEqual({ done: true, value: undefined })
})

test('a stream of an old unknown order is NOT_FOUND; another customer’s recent order is waited for like one on its way', async () => {
  const { id } = await delivered()
  const request = (each: string) => deliveries().follow(FOLLOW, { id: each }, customer('stranger')).next()
  const answered: string[] = []
  for (const young of [id, uuidv7()]) request(young).finally(() => answered.push(young)).catch(() => undefined) // prettier-ignore
  const missing = { path: ['deliveryStatusChanged'], extensions: { code: 'NOT_FOUND', argument: 'orderId' } }
  await expect(request(uuidv7({ msecs: Date.now() - 120_000 }))).rejects.toMatchObject([missing])
  expect(answered).toEqual([])
})

type Updates = ReturnType<typeof followAll>
const followAll = (after?: string) => deliveries().follow(FOLLOW_ALL, { after }, carrier)

/** Waits for updates of deliveries with these statuses; answers the last cursor. */
async function untilUpdated(updates: Updates, ...wanted: readonly { id: string; status: string }[]): Promise<string> {
  const left = new Set(wanted.map((delivery) => JSON.stringify(delivery)))
  for (;;) {
    const { value } = await updates.next()
    if (!value) throw new Error('the stream has ended')
    const { cursor, deliveries } = JSON.parse(JSON.stringify(value.data?.['deliveriesChanged']))
    for (const each of deliveries) left.delete(JSON.stringify(each))
    if (left.size === 0) return cursor
  }
}

test('a carrier learns which deliveries change, and after a cursor of all that have changed since', async () => {
  const updates = followAll()
  expect((await updates.next()).value).toMatchObject({ data: { deliveriesChanged: { deliveries: [] } } })
  const { id } = await delivered()
  await untilUpdated(updates, { id, status: 'PREPARING' })
  await advance(services, id)
  const cursor = await untilUpdated(updates, { id, status: 'SHIPPED' })
  await updates.return()
  await advance(services, id)
  const { id: other } = await delivered()
  const resumed = followAll(cursor)
  await untilUpdated(resumed, { id, status: 'IN_TRANSIT' }, { id: other, status: 'PREPARING' })
  await resumed.return()
})

test('which deliveries change is for carriers and admins, and goes on from a cursor of its own', async () => {
  /** Before it begins a stream is refused by a result, and then by an error. */
  const refused = (as?: As, after?: string) =>
    deliveries()
      .follow(FOLLOW_ALL, { after }, as)
      .next()
      .then(
        ({ value }) => value?.errors?.[0]?.extensions.code,
        ([error]: ClientFailure[]) => error?.extensions.code,
      )
  expect(await refused(undefined)).toBe('UNAUTHENTICATED')
  expect(await refused(customer('somebody'))).toBe('FORBIDDEN')
  expect(await refused(admin, 'garbage')).toBe('BAD_USER_INPUT')
  expect(await refused(admin, cursorOf({ aggregate: 'delivery', id: uuidv7(), version: 1 }))).toBe('BAD_USER_INPUT')
  expect(await refused(admin, cursorOf({ aggregate: 'alldelivery', id: 'all', version: 9_999_999 }))).toBe(
    'CURSOR_EXPIRED',
  )
})
