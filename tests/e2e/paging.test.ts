/** Lists, page after page: no row twice, none missing, in their order; and an order's timeline. */
import type { ClientVariables } from '../component/client.ts'
import { data, idsOf, stringAt } from '../component/shopping.ts'
import { admin, type As, customer } from '../component/tokens.ts'
import { openShop } from './open-shop.ts'
import { ADD_POINTS, advance, deliveryBecomes, newId, newProduct, newUser, orderBecomes, place } from './shopping.ts'

const open = openShop()
const ORDERS = 7

let user = ''
let placed: string[] = [] // oldest first
const products: string[] = []
beforeAll(async () => {
  const { router } = open
  user = await newUser(router, 100_000)
  for (let n = 0; n < ORDERS; n += 1) products.push(await newProduct(router))
  placed = []
  for (const product of products) placed.push(await place(router, user, product, { quantity: 1 }))
  for (const id of placed) await deliveryBecomes(router, id, 'PREPARING')
  await open.settle()
}, 90_000)

const newestFirst = () => placed.toReversed()
const PAGE = 'pageInfo { hasNextPage endCursor }'
const orders = (fields: string) => `query ($first: Int, $after: String, $status: OrderStatus) { ${fields} }`

type List = {
  readonly query: string
  readonly as: () => As | undefined
  readonly at: (found: Record<string, unknown>) => unknown
  readonly expected: () => readonly string[]
  readonly more?: ClientVariables
}

const inside = (field: string) => (found: Record<string, unknown>) => found[field]
const asIs = (found: Record<string, unknown>) => found
const owner = () => customer(user)

const lists: Readonly<Record<string, List>> = {
  orders: {
    query: orders(`list: orders(first: $first, after: $after, status: $status) { edges { node { id } } ${PAGE} }`),
    ...{ as: () => admin, at: asIs, expected: newestFirst },
  },
  'orders of a status': {
    query: orders(`list: orders(first: $first, after: $after, status: $status) { edges { node { id } } ${PAGE} }`),
    ...{ as: () => admin, at: asIs, expected: newestFirst, more: { status: 'CONFIRMED' } },
  },
  'one’s own orders': {
    query: orders(
      `me { list: orders(first: $first, after: $after, status: $status) { edges { node { id } } ${PAGE} } }`,
    ),
    ...{ as: owner, at: inside('me'), expected: newestFirst },
  },
  deliveries: {
    query: `query ($first: Int, $after: String) { list: deliveries(first: $first, after: $after) { edges { node { id } } ${PAGE} } }`,
    ...{ as: () => admin, at: asIs, expected: newestFirst },
  },
  purchases: {
    query: `query ($first: Int, $after: String) { myPage { list: purchases(first: $first, after: $after) { edges { node { id: orderId } } ${PAGE} } } }`,
    ...{ as: owner, at: inside('myPage'), expected: newestFirst },
  },
  products: {
    query: `query ($first: Int, $after: String) { list: products(first: $first, after: $after) { edges { node { id } } ${PAGE} } }`,
    ...{ as: () => undefined, at: asIs, expected: () => products.toSorted() },
  },
}

/** Other tests may add to the shop's lists: these have to be there, once, and in this order. */
test.each(Object.entries(lists).flatMap(([name, list]) => [1, 3, 100].map((first) => [name, first, list] as const)))(
  '%s in pages of %i',
  async (_name, first, { query, as, at, expected, more = {} }) => {
    const wanted = new Set(expected())
    const ids = await idsOf('list', async (after) =>
      at(await data(open.router.request(query, { first, after, ...more }, as()))),
    )
    expect(ids.filter((id) => wanted.has(id))).toEqual(expected())
    expect(new Set(ids).size).toBe(ids.length)
  },
)

test('a page that is read while orders come in neither repeats nor misses what was there', async () => {
  const query = `query ($after: String) { me { list: orders(first: 2, after: $after) { edges { node { id } } ${PAGE} } } }`
  const buyer = await newUser(open.router)
  const product = await newProduct(open.router)
  const before: string[] = []
  for (let n = 0; n < 5; n += 1) before.push(await place(open.router, buyer, product, { quantity: 1 }))
  const ids = await idsOf('list', async (after) => {
    const page = await data(open.router.request(query, { after }, customer(buyer)))
    await place(open.router, buyer, product, { quantity: 1 })
    return page['me']
  })
  expect(ids).toEqual(before.toReversed())
})

test('the point history has every change, newest first, each with the balance after it', async () => {
  const userId = newId('user')
  for (let n = 1; n <= 5; n += 1) await data(open.router.request(ADD_POINTS, { input: { userId, amount: n } }, admin))
  const query = `query ($after: String) {
    me { list: pointHistory(first: 2, after: $after) { edges { node { id kind amount balance } } ${PAGE} } }
  }`
  const seen: unknown[] = []
  await idsOf('list', async (after) => {
    const { me } = await data(open.router.request(query, { after }, customer(userId)))
    const { list } = me as { readonly list: { readonly edges: readonly { readonly node: Entry }[] } }
    seen.push(...list.edges.map(({ node: { kind, amount, balance } }) => [kind, amount, balance]))
    return me
  })
  expect(seen).toEqual([5, 4, 3, 2, 1].map((n) => ['ADDED', n, (n * (n + 1)) / 2]))
})
type Entry = { readonly id: string; readonly kind: string; readonly amount: number; readonly balance: number }

test('the timeline has the steps of the saga, oldest first', async () => {
  const { router } = open
  const id = await place(router, user, products[0] ?? '', { quantity: 2 })
  await deliveryBecomes(router, id, 'PREPARING')
  await advance(router, id, 'DELIVERED')
  await orderBecomes(router, id, 'COMPLETED')
  const answer = await data(
    router.request(`{ order(id: "${id}") { timeline { at service event detail } } }`, {}, owner()),
  )
  const { timeline } = answer['order'] as { readonly timeline: readonly Readonly<Record<string, string | null>>[] }
  expect(timeline.map(({ service, event, detail }) => [service, event, detail])).toEqual([
    ['order', 'OrderPlaced', null],
    ['inventory', 'StockReserved', '2 x 1000 = 2000 points'],
    ['pay', 'PaymentApproved', '2000 points'],
    ['delivery', 'DeliveryPrepared', null],
    ['delivery', 'DeliveryAdvanced', 'DELIVERED'],
  ])
  const times = timeline.map((step) => stringAt(step, 'at'))
  expect(times).toEqual(times.toSorted())
})
