/** A subgraph that is down, or does not answer: the rest of the answer, an error that says where, and never a hang. */
import type { ServiceName } from '@shop/dev/shop/topology.ts'
import { admin, customer } from '../component/tokens.ts'
import { openShop } from './open-shop.ts'
import {
  ADD_POINTS,
  ADD_PRODUCT,
  ADVANCE,
  deliveryBecomes,
  newProduct,
  newUser,
  place,
  PLACE_ORDER,
} from './shopping.ts'

const UPSTREAM_TIMEOUT_MS = 1_500
const MAX_MS = 2 * UPSTREAM_TIMEOUT_MS + 2_000 // two fetches after each other, and a busy machine
const open = openShop({ overrides: { router: { UPSTREAM_TIMEOUT_MS: String(UPSTREAM_TIMEOUT_MS) } } })

const SEEN = `query ($product: ID!, $order: ID!) {
  product(id: $product) { stock }
  order(id: $order) { status delivery { status } }
  me { points }
  myPage { orderCount }
}`
type Answer = Record<'product' | 'order' | 'me' | 'myPage', unknown>
const whole: Answer = {
  product: { stock: 990 },
  order: { status: 'CONFIRMED', delivery: { status: 'PREPARING' } },
  me: { points: 989_999 },
  myPage: { orderCount: 1 },
}

type Away = {
  readonly answer: Answer
  readonly path: readonly string[]
  readonly write?: (names: Names) => readonly [query: string, input: object]
}
type Names = { readonly user: string; readonly product: string; readonly order: string }

const away: Readonly<Record<Exclude<ServiceName, 'router' | 'operations'>, Away>> = {
  inventory: {
    answer: { ...whole, product: null },
    path: ['product'],
    write: () => [ADD_PRODUCT, { name: 'x', price: 1, stock: 1 }],
  },
  order: {
    answer: { ...whole, order: null },
    path: ['order'],
    write: ({ product }) => [PLACE_ORDER, { productId: product, quantity: 1, address: 'x' }],
  },
  delivery: {
    answer: { ...whole, order: { status: 'CONFIRMED', delivery: null } },
    path: ['order', 'delivery'],
    write: ({ order }) => [ADVANCE, { orderId: order }],
  },
  pay: { answer: { ...whole, me: null }, path: ['me'], write: ({ user }) => [ADD_POINTS, { userId: user, amount: 1 }] },
  mypage: { answer: { ...whole, myPage: null }, path: ['myPage'] },
}

let names: Names
beforeAll(async () => {
  const [user, product] = [await newUser(open.router), await newProduct(open.router)]
  names = { user, product, order: await place(open.router, user, product) }
  await deliveryBecomes(open.router, names.order, 'PREPARING')
  await open.settle()
}, 60_000)

const buyerWithAllRoles = () => ({ ...customer(names.user), roles: ['customer', 'admin'] })
const unavailable = (service: string) => ({ code: 'SERVICE_UNAVAILABLE', service, retryAfter: expect.any(Number) })

async function timely<Value>(pending: Promise<Value>): Promise<Value> {
  const began = performance.now()
  const answer = await pending
  expect(performance.now() - began).toBeLessThan(MAX_MS)
  return answer
}

describe.each(Object.entries(away))('%s', (name, { answer, path, write }) => {
  const service = name as keyof typeof away

  async function expectMissing(): Promise<void> {
    const { data, errors } = await timely(open.router.request(SEEN, names, customer(names.user)))
    expect(data).toEqual(answer)
    expect(errors).toEqual([{ message: expect.any(String), path, extensions: unavailable(service) }])
    if (!write) return
    const [query, input] = write(names)
    const refused = await timely(open.router.request(query, { input }, buyerWithAllRoles()))
    expect(refused.errors).toMatchObject([{ extensions: unavailable(service) }])
  }
  const expectWhole = async () =>
    expect(await open.router.request(SEEN, names, customer(names.user))).toEqual({ data: whole })

  test('is down: its fields of the answer are missing, with their paths; then they are there again', async () => {
    const stopped = open.running.process(service)
    await stopped.stop()
    await expectMissing()
    await stopped.start()
    await expectWhole()
  })
})

test('a subgraph that takes a request and never answers is given up after the deadline', async () => {
  const stopped = open.running.process('pay')
  stopped.kill('SIGSTOP')
  const { data, errors } = await timely(open.router.request(SEEN, names, customer(names.user)))
  stopped.kill('SIGCONT')
  expect(data).toEqual({ ...whole, me: null })
  expect(errors).toMatchObject([{ path: ['me'], extensions: unavailable('pay') }])
})

test('the router’s readiness names the subgraph that is missing', async () => {
  const ready = async () => (await fetch(`${open.running.url}/health/ready`)).json()
  await open.running.process('mypage').stop()
  expect(JSON.stringify(await ready())).toContain('mypage')
  await open.running.process('mypage').start()
  expect((await fetch(`${open.running.url}/health/live`)).status).toBe(200)
  expect(await open.router.request('{ products(first: 1) { edges { cursor } } }', {}, admin)).toMatchObject({
    data: {},
  })
})
