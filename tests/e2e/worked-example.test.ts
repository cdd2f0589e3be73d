/** The figures that a user checks. */
import { readConfig } from '@shop/platform/config.ts'
import { createRuntime } from '@shop/platform/runtime.ts'
import { routerSettings } from '@shop/router/config.ts'
import { startRouter } from '@shop/router/router.ts'
import { subgraphs } from '@shop/dev/shop/topology.ts'
import { Client } from '../component/client.ts'
import { data, stringAt } from '../component/shopping.ts'
import { admin, customer, SECRET } from '../component/tokens.ts'
import { openShop } from './open-shop.ts'
import { ADD_POINTS, ADD_PRODUCT, cancel, deliveryBecomes, orderBecomes, place } from './shopping.ts'

const open = openShop()

const SEEN = `query ($id: ID!) {
  me { points pointHistory { edges { node { kind amount balance order { id } } } } }
  product(id: "tea") { stock }
  order(id: $id) {
    status unitPrice totalPrice rejection quantity address
    user { id } product { name } delivery { status history { status } } timeline { service event }
  }
  myPage {
    points pointsSpent orderCount
    purchases { edges { node { orderId productName quantity totalPrice orderStatus deliveryStatus order { status } } } }
  }
}`
const kim = customer('kim')
const edges = (...nodes: readonly object[]) => ({ edges: nodes.map((node) => ({ node })) })

test('the worked example, with exactly its figures', async () => {
  const { router } = open
  const product = { id: 'tea', name: 'Tea', price: 1000, stock: 1000 }
  expect(await router.request(ADD_PRODUCT, { input: product }, admin)).toEqual({
    data: { addProduct: { id: 'tea', stock: 1000, price: 1000 } },
  })
  expect(await router.request(ADD_POINTS, { input: { userId: 'kim', amount: 999_999 } }, admin)).toEqual({
    data: { addPoints: { id: 'kim', points: 999_999 } },
  })

  const id = await place(router, 'kim', 'tea')
  await deliveryBecomes(router, id, 'PREPARING')
  await open.settle()
  const bought = { orderId: id, productName: 'Tea', quantity: 10, totalPrice: 10_000 }
  const added = { kind: 'ADDED', amount: 999_999, balance: 999_999, order: null }
  const charged = { kind: 'CHARGED', amount: -10_000, balance: 989_999, order: { id } }
  const fields = { unitPrice: 1000, totalPrice: 10_000, rejection: null, quantity: 10, address: '1 Main St' }
  const whose = { user: { id: 'kim' }, product: { name: 'Tea' } }
  const forward = [
    { service: 'order', event: 'OrderPlaced' },
    { service: 'inventory', event: 'StockReserved' },
    { service: 'pay', event: 'PaymentApproved' },
    { service: 'delivery', event: 'DeliveryPrepared' },
  ]
  expect(await router.request(SEEN, { id }, kim)).toEqual({
    data: {
      me: { points: 989_999, pointHistory: edges(charged, added) },
      product: { stock: 990 },
      order: {
        ...{ status: 'CONFIRMED', ...fields, ...whose },
        delivery: { status: 'PREPARING', history: [{ status: 'PREPARING' }] },
        timeline: forward,
      },
      myPage: {
        ...{ points: 989_999, pointsSpent: 10_000, orderCount: 1 },
        purchases: edges({
          ...bought,
          orderStatus: 'CONFIRMED',
          deliveryStatus: 'PREPARING',
          order: { status: 'CONFIRMED' },
        }),
      },
    },
  })

  expect(await cancel(router, id, kim)).toBe('CANCELLING')
  expect((await orderBecomes(router, id)).at(-1)).toBe('CANCELLED')
  await open.settle()
  const back = [
    { service: 'order', event: 'CancellationRequested' },
    { service: 'delivery', event: 'DeliveryCancelled' },
    { service: 'pay', event: 'PaymentRefunded' },
    { service: 'inventory', event: 'StockRestored' },
  ]
  const refunded = { kind: 'REFUNDED', amount: 10_000, balance: 999_999, order: { id } }
  expect(await router.request(SEEN, { id }, kim)).toEqual({
    data: {
      me: { points: 999_999, pointHistory: edges(refunded, charged, added) },
      product: { stock: 1000 },
      order: {
        ...{ status: 'CANCELLED', ...fields, ...whose },
        delivery: { status: 'CANCELLED', history: [{ status: 'PREPARING' }, { status: 'CANCELLED' }] },
        timeline: [...forward, ...back],
      },
      myPage: {
        ...{ points: 999_999, pointsSpent: 0, orderCount: 1 },
        purchases: edges({
          ...bought,
          orderStatus: 'CANCELLED',
          deliveryStatus: 'CANCELLED',
          order: { status: 'CANCELLED' },
        }),
      },
    },
  })
})

test("the same front with Apollo's own execution behind it answers the same", async () => {
  const { myPage } = await data(open.router.request('{ myPage { purchases { edges { node { orderId } } } } }', {}, kim))
  const id = stringAt(myPage, 'purchases', 'edges', '0', 'node', 'orderId')
  const env = {
    ...{ EXECUTOR: 'apollo-gateway', JWT_SECRET: SECRET, NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'fatal' },
    SUBGRAPHS: subgraphs.map((name) => `${name}=${open.at(name).url}`).join(','),
  }
  const runtime = createRuntime('router', readConfig(routerSettings, env))
  try {
    const { url } = await startRouter(runtime)
    const theirs = await new Client(url).request(SEEN, { id }, kim)
    expect(theirs).toEqual(await open.router.request(SEEN, { id }, kim))
    expect(theirs).toHaveProperty('data.myPage.purchases.edges.0.node.productName', 'Tea')
  } finally {
    await runtime.shutdown.close()
  }
})

test('no subscriber of the order sees a status twice or out of order', async () => {
  const { router } = open
  await data(router.request(ADD_PRODUCT, { input: { id: 'cup', name: 'Cup', price: 1, stock: 10 } }, admin))
  await data(router.request(ADD_POINTS, { input: { userId: 'lee', amount: 10 } }, admin))
  const id = await place(router, 'lee', 'cup')
  const seen = orderBecomes(router, id)
  await deliveryBecomes(router, id, 'PREPARING')
  await cancel(router, id)
  const statuses = await seen
  expect(['PENDING', 'CONFIRMED', 'CANCELLING', 'CANCELLED'].join()).toContain(statuses.join())
  expect(statuses.at(-1)).toBe('CANCELLED')
})
