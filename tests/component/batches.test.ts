import { readFileSync } from 'node:fs'
import { graphql } from 'graphql'
import { v7 as uuidv7 } from 'uuid'
import { createResolvers as deliveryResolvers } from '@shop/delivery/resolvers.ts'
import { createResolvers as inventoryResolvers } from '@shop/inventory/resolvers.ts'
import { createResolvers as mypageResolvers } from '@shop/mypage/resolvers.ts'
import { createResolvers as operationsResolvers, type OperationsSource } from '@shop/operations/resolvers.ts'
import { createResolvers as orderResolvers } from '@shop/order/resolvers.ts'
import { createResolvers as payResolvers } from '@shop/pay/resolvers.ts'
import type { RequestContext } from '@shop/subgraph-server/context.ts'
import { pageLoaders } from '@shop/subgraph-server/loaders.ts'
import { createLog } from '@shop/platform/log.ts'
import { subgraphSchema } from '@shop/subgraph-server/subgraph-server.ts'

type Reads = Readonly<Record<string, (...args: readonly never[]) => Promise<unknown>>>

const admin: RequestContext = {
  caller: { kind: 'login', userId: 'admin', roles: new Set(['admin']), scopes: new Set(), expiresAt: Infinity },
  traceparent: '',
  deadline: Infinity,
  log: createLog({ name: 'test', level: 'silent', pretty: false }),
}
const ids = Array.from({ length: 50 }, () => uuidv7())
const commandless = {} as never // no command is given here

/** Answers how often each of the store's reads was made. */
async function readsOf(
  name: string,
  resolvers: (store: never) => object,
  reads: Reads,
  source: string,
  variableValues: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  const counting = Object.fromEntries(
    Object.entries(reads).map(([read, answer]) => [
      read,
      (...args: readonly never[]) => {
        counts[read] = (counts[read] ?? 0) + 1
        return answer(...args)
      },
    ]),
  )
  const typeDefs = readFileSync(new URL(`../../subgraphs/${name}/schema.graphql`, import.meta.url), 'utf8')
  const schema = subgraphSchema(typeDefs, resolvers(counting as never)) // the reads that the test is about
  const { errors } = await graphql({ schema, source, variableValues, contextValue: { ...admin } })
  expect(errors).toBeUndefined()
  return counts
}

/** Requests 50 entities at once. */
function readsFor(
  name: string,
  resolvers: (store: never) => object,
  reads: Reads,
  typename: string,
  selection: string,
): Promise<Record<string, number>> {
  const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${typename} { ${selection} } } }`
  return readsOf(name, resolvers, reads, source, { of: ids.map((id) => ({ __typename: typename, id })) })
}

const none = () => Promise.resolve([])

type OperationsReads = Readonly<Record<'letters' | 'page' | 'stuck' | 'inFlight' | 'minutes' | 'look', typeof none>>

function operationsOf({ letters, page, stuck, inFlight, minutes, look }: OperationsReads): OperationsSource {
  async function* list() {
    yield* await letters()
  }
  return {
    ...{ keys: commandless, actions: commandless, live: commandless, letters: { list, get: commandless } },
    ...{ store: { page }, orders: { stuck, inFlight }, throughputs: { minutes } },
    look: () => look().then(() => ({ services: [], brokenInvariants: [] })),
  }
}

test('50 orders are read by one query', async () => {
  const resolvers = (store: never) => orderResolvers(store, commandless)
  expect(await readsFor('order', resolvers, { byIds: none }, 'Order', 'id status timeline { event }')).toEqual({
    byIds: 1,
  })
})

test('50 users’ pages of orders are read by one query', async () => {
  const resolvers = (store: never) => orderResolvers(store, commandless)
  const owned = (pages: readonly never[]) => Promise.resolve(pages.map(() => []))
  const selection = 'orders(first: 3) { edges { node { id } } }'
  expect(await readsFor('order', resolvers, { owned }, 'User', selection)).toEqual({ owned: 1 })
})

test('50 products are read by one query', async () => {
  const resolvers = (store: never) => inventoryResolvers(store, commandless)
  expect(await readsFor('inventory', resolvers, { byIds: none }, 'Product', 'id stock')).toEqual({ byIds: 1 })
})

test('50 users’ points and histories are read by one query each', async () => {
  const resolvers = (store: never) => payResolvers(store, commandless)
  const reads = {
    pointsOf: () => Promise.resolve(new Map()),
    histories: (pages: readonly never[]) => Promise.resolve(pages.map(() => [])),
  }
  const selection = 'points pointHistory { edges { cursor } }'
  expect(await readsFor('pay', resolvers, reads, 'User', selection)).toEqual({ pointsOf: 1, histories: 1 })
})

test('50 deliveries are read by one query, by themselves and from their orders', async () => {
  const resolvers = (store: never) => deliveryResolvers(store, commandless)
  expect(await readsFor('delivery', resolvers, { byIds: none }, 'Delivery', 'id status')).toEqual({ byIds: 1 })
  expect(await readsFor('delivery', resolvers, { byIds: none }, 'Order', 'delivery { status }')).toEqual({ byIds: 1 })
})

test('the names of a page’s products are read by one query', async () => {
  let requested = 0
  const purchase = (productId: string) => ({ orderId: uuidv7(), productId, quantity: 1 })
  const store = {
    purchases: () => Promise.resolve(ids.slice(0, 20).map(purchase)),
    productNames: () => Promise.resolve(new Map()).finally(() => requested++),
  }
  const typeDefs = readFileSync(new URL('../../subgraphs/mypage/schema.graphql', import.meta.url), 'utf8')
  const { errors } = await graphql({
    schema: subgraphSchema(typeDefs, mypageResolvers(store as never, commandless)), // only these reads are made
    source: '{ myPage { purchases { edges { node { orderId productName } } } } }',
    contextValue: admin,
  })
  expect(errors).toBeUndefined()
  expect(requested).toBe(1)
})

/** Orders, each of which leads to its user, whose orders are the same again. */
const ofUser = (pages: readonly { readonly userId: string }[]) =>
  Promise.resolve(pages.map(({ userId }) => ids.slice(0, 3).map((id) => ({ _id: id, state: { id, userId } }))))

test('a page that a request comes to again and again is read once', async () => {
  const page = 'orders(first: 3) { edges { node { user { orders(first: 3) { edges { node { user { id } } } } } } } }'
  const resolvers = (store: never) => orderResolvers(store, commandless)
  expect(await readsFor('order', resolvers, { owned: ofUser }, 'User', `a: ${page} b: ${page}`)).toEqual({ owned: 1 })
})

test.each([
  [
    'order',
    (store: never) => orderResolvers(store, commandless),
    { page: none, byIds: none },
    `a: orders { edges { cursor } } b: orders { edges { cursor } } c: order(id: "${ids[0]}") { id } d: order(id: "${ids[0]}") { id }`,
  ],
  [
    'inventory',
    (store: never) => inventoryResolvers(store, commandless),
    { page: none, byIds: none },
    'a: products { edges { cursor } } b: products { edges { cursor } } c: product(id: "tea") { id } d: product(id: "tea") { id }',
  ],
  [
    'pay',
    (store: never) => payResolvers(store, commandless),
    {
      pointsOf: () => Promise.resolve(new Map()),
      histories: (keys: readonly never[]) => Promise.resolve(keys.map(() => [])),
    },
    'a: me { points pointHistory { edges { cursor } } } b: me { points pointHistory { edges { cursor } } }',
  ],
  [
    'delivery',
    (store: never) => deliveryResolvers(store, commandless),
    { page: none, byIds: none },
    `a: deliveries { edges { cursor } } b: deliveries { edges { cursor } } c: delivery(orderId: "${ids[0]}") { id } d: delivery(orderId: "${ids[0]}") { id }`,
  ],
  [
    'mypage',
    (store: never) => mypageResolvers(store, commandless),
    {
      page: () => Promise.resolve(undefined),
      orderCount: () => Promise.resolve(0),
      purchases: () => Promise.resolve([{ orderId: ids[0], productId: 'tea' }]),
      productNames: () => Promise.resolve(new Map()),
    },
    ['a', 'b']
      .map((alias) => `${alias}: myPage { points pointsSpent orderCount purchases { edges { node { productName } } } }`)
      .join(' '),
  ],
  [
    'operations',
    (store: never) => operationsResolvers(operationsOf(store)),
    { letters: none, page: none, stuck: none, inFlight: none, minutes: none, look: none },
    ['a', 'b']
      .map((alias) =>
        [
          `${alias}1: deadLetters(first: 5) { edges { cursor } } ${alias}2: stuckOrders { edges { cursor } }`,
          `${alias}3: operatorActions { edges { cursor } } ${alias}4: ordersInFlight { waitingFor }`,
          `${alias}5: throughput(minutes: 3) { minute } ${alias}6: services { name } ${alias}7: brokenInvariants { invariant }`,
        ].join(' '),
      )
      .join(' '),
  ],
])('what one request selects of %s twice is read once', async (name, resolvers, reads, fields) => {
  const counts = await readsOf(name, resolvers, reads, `{ ${fields} }`)
  expect(counts).toEqual(Object.fromEntries(Object.keys(reads).map((read) => [read, 1])))
})

test('what no caller waits for any more is not read', async () => {
  const read = pageLoaders({ deadline: performance.now() - 1 }).each(() => Promise.reject(new Error('it was read')))
  await expect(read.load('tea')).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } })
})
