/** What cannot be done costs nothing: neither points nor stock. */
import { customer } from '../component/tokens.ts'
import { openShop } from './open-shop.ts'
import { newId, newProduct, newUser, orderBecomes, place } from './shopping.ts'

const open = openShop()

type Refused = {
  readonly product: { readonly price?: number; readonly stock?: number } | 'unknown'
  readonly points: number // 0: none were ever added
  readonly order?: { readonly quantity?: number; readonly expectedUnitPrice?: number }
  readonly steps: readonly string[]
}

const refused: Readonly<Record<string, Refused>> = {
  PRODUCT_NOT_FOUND: { product: 'unknown', points: 100_000, steps: ['StockRejected'] },
  OUT_OF_STOCK: { product: { stock: 9 }, points: 100_000, steps: ['StockRejected'] },
  PRICE_CHANGED: { product: {}, points: 100_000, order: { expectedUnitPrice: 999 }, steps: ['StockRejected'] },
  TOTAL_TOO_LARGE: {
    product: { price: 2 ** 30 },
    points: 2 ** 31 - 1,
    order: { quantity: 2 },
    steps: ['StockRejected'],
  },
  ACCOUNT_NOT_FOUND: { product: {}, points: 0, steps: ['StockReserved', 'PaymentDeclined', 'StockReleased'] },
  INSUFFICIENT_POINTS: { product: {}, points: 9_999, steps: ['StockReserved', 'PaymentDeclined', 'StockReleased'] },
}

const SEEN = `query ($id: ID!, $product: ID!) {
  me { points } product(id: $product) { stock }
  order(id: $id) { status rejection delivery { id } timeline { event } }
  myPage { points pointsSpent orderCount purchases { edges { node { orderStatus deliveryStatus } } } }
}`

test.each(Object.entries(refused))('%s: points and stock do not change', async (rejection, given) => {
  const { router } = open
  const known = given.product !== 'unknown'
  const product = given.product === 'unknown' ? newId('product') : await newProduct(router, given.product)
  const user = given.points > 0 ? await newUser(router, given.points) : newId('user')
  const id = await place(router, user, product, given.order)
  expect((await orderBecomes(router, id)).at(-1)).toBe('REJECTED')
  await open.settle()
  const points = given.points
  const stock = typeof given.product === 'object' ? (given.product.stock ?? 1000) : undefined
  expect(await router.request(SEEN, { id, product }, customer(user))).toEqual({
    data: {
      me: { points },
      product: known ? { stock } : null,
      order: {
        ...{ status: 'REJECTED', rejection, delivery: null },
        timeline: ['OrderPlaced', ...given.steps].map((event) => ({ event })),
      },
      myPage: {
        ...{ points, pointsSpent: 0, orderCount: 1 },
        purchases: { edges: [{ node: { orderStatus: 'REJECTED', deliveryStatus: null } }] },
      },
    },
  })
})

test('the expected price lets an order through where it is the price', async () => {
  const product = await newProduct(open.router, { price: 7 })
  const id = await place(open.router, await newUser(open.router), product, { expectedUnitPrice: 7 })
  expect((await orderBecomes(open.router, id, 'CONFIRMED')).at(-1)).toBe('CONFIRMED')
})

test('a product that was ordered before it existed can be added and bought', async () => {
  const { router } = open
  const user = await newUser(router)
  const id = newId('product')
  await orderBecomes(router, await place(router, user, id), 'REJECTED')
  await newProduct(router, { id })
  await orderBecomes(router, await place(router, user, id), 'CONFIRMED')
  expect(await router.request(`{ product(id: "${id}") { stock } }`)).toEqual({ data: { product: { stock: 990 } } })
})

test('the last units and the last points can be spent', async () => {
  const { router } = open
  const product = await newProduct(router, { price: 5, stock: 3 })
  const user = await newUser(router, 15)
  const id = await place(router, user, product, { quantity: 3 })
  await orderBecomes(router, id, 'CONFIRMED')
  expect(await router.request(`{ me { points } product(id: "${product}") { stock } }`, {}, customer(user))).toEqual({
    data: { me: { points: 0 }, product: { stock: 0 } },
  })
})
