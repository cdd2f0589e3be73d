/** What a subscription delivers: the present state, then every change, once, in order. */
import { cursorOf as cursorTo } from '@shop/events/feed/cursor.ts'
import { v7 as uuidv7 } from 'uuid'
import type { ClientResponse } from '../component/client.ts'
import { stringAt } from '../component/shopping.ts'
import { admin, type As, customer } from '../component/tokens.ts'
import { openShop } from './open-shop.ts'
import { advance, cancel, deliveryBecomes, newId, newProduct, newUser, orderBecomes, place } from './shopping.ts'
import { overWebSocket, FollowedOrder, transports } from './streams.ts'

const open = openShop()

const DELIVERY = `subscription ($id: ID!, $after: String) {
  deliveryStatusChanged(orderId: $id, after: $after) {
    cursor status at delivery { order { product { name } } user { points } }
  }
}`
const ORDER = `subscription ($id: ID!, $after: String) {
  orderStatusChanged(orderId: $id, after: $after) { cursor status order { id product { name } } }
}`
const STOCK = `subscription ($id: ID!, $after: String) {
  stockChanged(productId: $id, after: $after) { cursor stock product { name } }
}`
const WAY = ['PREPARING', 'SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED']

async function delivering(): Promise<{ readonly id: string; readonly user: string; readonly as: As }> {
  const user = await newUser(open.router)
  const id = await place(open.router, user, await newProduct(open.router))
  await deliveryBecomes(open.router, id, 'PREPARING')
  return { id, user, as: customer(user) }
}

const statusOf = (answer: ClientResponse | undefined) => stringAt(answer?.data?.['deliveryStatusChanged'], 'status')
const cursorOf = (answer: ClientResponse | undefined) => stringAt(answer?.data?.['deliveryStatusChanged'], 'cursor')

describe.each(transports)('over %s', (_name, transport) => {
  const follow = (query: string, id: string, as?: As, after?: string) =>
    FollowedOrder.open(transport, open.router, query, { id, after }, as)

  test('a delivery is followed to its end, with fields of other subgraphs', async () => {
    const { id, as } = await delivering()
    const stream = await follow(DELIVERY, id, as)
    const events = [await stream.next()]
    for (const status of WAY.slice(1)) {
      await advance(open.router, id, status)
      events.push(await stream.next())
    }
    expect(events).toEqual(
      WAY.map((status) => ({
        data: {
          deliveryStatusChanged: {
            cursor: expect.stringMatching(/^[\w-]+$/),
            status,
            at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
            delivery: { order: { product: { name: 'Tea' } }, user: { points: 989_999 } },
          },
        },
      })),
    )
    expect(new Set(events.map(cursorOf)).size).toBe(WAY.length)
    expect(await stream.next()).toBeUndefined()
  })

  test('a client that was cut off goes on after its last cursor: nothing is missed, nothing comes twice', async () => {
    const { id, as } = await delivering()
    const before = await follow(DELIVERY, id, as)
    await before.next()
    await advance(open.router, id)
    const last = await before.next()
    expect(statusOf(last)).toBe('SHIPPED')
    await before.cut()
    await advance(open.router, id)
    await advance(open.router, id)
    const after = await follow(DELIVERY, id, as, cursorOf(last))
    expect([statusOf(await after.next()), statusOf(await after.next())]).toEqual(['IN_TRANSIT', 'OUT_FOR_DELIVERY'])
    await advance(open.router, id)
    const end = await after.next()
    expect([statusOf(end), await after.next()]).toEqual(['DELIVERED', undefined])
    expect(await (await follow(DELIVERY, id, as, cursorOf(end))).remaining()).toEqual([])
  })

  test('an order is followed until it is cancelled', async () => {
    const { id, as } = await delivering()
    await orderBecomes(open.router, id, 'CONFIRMED')
    const stream = await follow(ORDER, id, as)
    const event = (status: string) => ({
      data: { orderStatusChanged: { cursor: expect.any(String), status, order: { id, product: { name: 'Tea' } } } },
    })
    expect(await stream.next()).toEqual(event('CONFIRMED'))
    await cancel(open.router, id, as)
    expect(await stream.remaining()).toEqual([event('CANCELLING'), event('CANCELLED')])
  })

  test('anybody follows a product’s stock, without a token', async () => {
    const product = await newProduct(open.router)
    const stream = await follow(STOCK, product)
    const event = (stock: number) => ({
      data: { stockChanged: { cursor: expect.any(String), stock, product: { name: 'Tea' } } },
    })
    expect(await stream.next()).toEqual(event(1000))
    const id = await place(open.router, await newUser(open.router), product)
    expect(await stream.next()).toEqual(event(990))
    await cancel(open.router, id)
    expect(await stream.next()).toEqual(event(1000))
    await stream.cut()
  })

  test('an order cannot be followed without a token', async () => {
    const { id } = await delivering()
    for (const query of [DELIVERY, ORDER])
      expect((await (await follow(query, id)).next())?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })

  test.each([
    [
      'of another delivery',
      async () => cursorOf(await (await follow(DELIVERY, (await delivering()).id, admin)).next()),
    ],
    ['that is garbage', async () => 'garbage'],
    ['that is empty', async () => ''],
  ])('a cursor %s is BAD_USER_INPUT', async (_which, cursor) => {
    const { id, as } = await delivering()
    const refused = await (await follow(DELIVERY, id, as, await cursor())).next()
    expect(refused?.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' })
  })

  test('a cursor of a time that is no more is CURSOR_EXPIRED', async () => {
    const { id, as } = await delivering()
    const beyond = cursorTo({ aggregate: 'delivery', id, version: 99 }) // as after a restored backup
    const refused = await (await follow(DELIVERY, id, as, beyond)).next()
    expect(refused?.errors?.[0]?.extensions).toMatchObject({ code: 'CURSOR_EXPIRED', argument: 'after' })
  })
})

const follow = (query: string, id: string, as?: As) => FollowedOrder.open(overWebSocket, open.router, query, { id }, as)

test('a delivery is followed from before it is there', async () => {
  const { router, running } = open
  const user = await newUser(router)
  const product = await newProduct(router)
  await running.process('pay').stop()
  const id = await place(router, user, product)
  const first = (await follow(DELIVERY, id, customer(user))).next()
  expect(await router.request('query ($id: ID!) { order(id: $id) { delivery { id } } }', { id }, admin)).toEqual({
    data: { order: { delivery: null } },
  })
  await running.process('pay').start()
  expect(statusOf(await first)).toBe('PREPARING')
})

test('a stream of a delivery that there will never be completes', async () => {
  const user = await newUser(open.router)
  const id = await place(open.router, user, await newProduct(open.router, { stock: 1 }))
  const early = await follow(DELIVERY, id, customer(user))
  await orderBecomes(open.router, id, 'REJECTED')
  expect(await early.remaining()).toEqual([])
  expect(await (await follow(DELIVERY, id, customer(user))).remaining()).toEqual([])
})

test('unknown orders and those of other customers are NOT_FOUND', async () => {
  const { id } = await delivering()
  const stranger = customer(newId('user'))
  const unknown = '01890a5d-ac96-774b-bcce-b302099a8057'
  const refusals = [
    ...[refusal(DELIVERY, unknown, stranger), refusal(ORDER, unknown, stranger), refusal(ORDER, id, stranger)],
    refusal(STOCK, newId('product')),
  ]
  for (const received of await Promise.all(refusals))
    expect([received['code'], received['argument']]).toEqual([
      'NOT_FOUND',
      expect.stringMatching(/^(order|product)Id$/),
    ])
})

test('a stream of an order of the last minute whose events have not reached delivery waits, as does another user’s', async () => {
  const { id } = await delivering()
  const stranger = customer(newId('user'))
  const answered: string[] = []
  const streams = await Promise.all([id, uuidv7()].map((young) => follow(DELIVERY, young, stranger)))
  const closed = () => undefined
  for (const stream of streams) stream.next().then((answer) => answered.push(JSON.stringify(answer)), closed) // prettier-ignore
  await refusal(DELIVERY, uuidv7({ msecs: Date.now() - 120_000 }), stranger)
  expect(answered).toEqual([])
  for (const stream of streams) await stream.cut()
})

test('a client that joins a shared stream receives the present state first, then the same events as others', async () => {
  const { router } = open
  const [product, user] = [await newProduct(router), await newUser(router)]
  const streams = [await follow(STOCK, product)]
  const received = async () => Promise.all(streams.map(async (stream) => stockOf(await stream.next())))
  expect(await received()).toEqual([1000])
  for (const stock of [990, 980, 970]) {
    await place(router, user, product)
    expect(await received()).toEqual(streams.map(() => stock))
    const late = await follow(STOCK, product)
    expect(stockOf(await late.next())).toBe(stock)
    streams.push(late)
  }
  for (const stream of streams) await stream.cut()
})

async function refusal(query: string, id: string, as?: As): Promise<Readonly<Record<string, unknown>>> {
  return (await (await follow(query, id, as)).next())?.errors?.[0]?.extensions ?? {}
}

function stockOf(answer: ClientResponse | undefined): unknown {
  return (answer?.data?.['stockChanged'] as { readonly stock: number } | undefined)?.stock
}
