/** What is sent again under the same key is done once. */
import { data, stringAt } from '../component/shopping.ts'
import { admin, customer } from '../component/tokens.ts'
import { openShop } from './open-shop.ts'
import { ADD_POINTS, newId, newProduct, newUser, orderBecomes, place, PLACE_ORDER } from './shopping.ts'

const open = openShop()
const RESTOCK = 'mutation ($input: RestockProductInput!) { restockProduct(input: $input) { stock } }'

async function orderCount(user: string): Promise<unknown> {
  const answer = await open.router.request(
    '{ me { orders(first: 100) { edges { node { id } } } } }',
    {},
    customer(user),
  )
  const { me } = await data(Promise.resolve(answer))
  return (me as { readonly orders: { readonly edges: readonly unknown[] } }).orders.edges.length
}

test('the same order under the same key, twenty times at once, is one order', async () => {
  const { router } = open
  const [user, product, idempotencyKey] = [await newUser(router), await newProduct(router), newId('key')]
  const ids = await Promise.all(Array.from({ length: 20 }, () => place(router, user, product, { idempotencyKey })))
  expect(new Set(ids).size).toBe(1)
  await orderBecomes(router, stringAt(ids, '0'), 'CONFIRMED')
  await open.settle()
  expect(await orderCount(user)).toBe(1)
  expect(await router.request(`{ me { points } product(id: "${product}") { stock } }`, {}, customer(user))).toEqual({
    data: { me: { points: 989_999 }, product: { stock: 990 } },
  })
})

test('it is the same order also after the service was started again, and after the order has ended', async () => {
  const { router } = open
  const [user, product, idempotencyKey] = [await newUser(router), await newProduct(router, { stock: 0 }), newId('key')]
  const id = await place(router, user, product, { idempotencyKey })
  await orderBecomes(router, id, 'REJECTED')
  await open.running.process('order').restart()
  expect(await place(router, user, product, { idempotencyKey })).toBe(id)
  expect(await orderCount(user)).toBe(1)
})

test.each([
  ['quantity', { quantity: 11 }],
  ['address', { address: '2 Main St' }],
  ['expectedUnitPrice', { expectedUnitPrice: 1000 }],
  ['productId', { productId: 'another' }],
])('under the same key another %s is a conflict, and orders nothing', async (_field, change) => {
  const { router } = open
  const [user, product, idempotencyKey] = [await newUser(router), await newProduct(router), newId('key')]
  const id = await place(router, user, product, { idempotencyKey })
  const input = { productId: product, quantity: 10, address: '1 Main St', idempotencyKey, ...change }
  const conflict = 'IDEMPOTENCY_CONFLICT input.idempotencyKey'
  expect(await router.refusal(PLACE_ORDER, { input }, customer(user))).toBe(conflict)
  expect(await place(router, user, product, { idempotencyKey })).toBe(id)
  expect(await orderCount(user)).toBe(1)
})

test('a key belongs to its caller', async () => {
  const { router } = open
  const [one, other, product] = [await newUser(router), await newUser(router), await newProduct(router)]
  const idempotencyKey = newId('key')
  const ids = await Promise.all([one, other].map((user) => place(router, user, product, { idempotencyKey })))
  expect(new Set(ids).size).toBe(2)
})

test('points and stock that are added again under the same key are added once', async () => {
  const { router } = open
  const [userId, productId, idempotencyKey] = [newId('user'), await newProduct(router, { stock: 1 }), newId('key')]
  const points = { input: { userId, amount: 5, idempotencyKey } }
  const units = { input: { productId, quantity: 5, idempotencyKey } }
  for (let again = 0; again < 3; again += 1) {
    expect(await router.request(ADD_POINTS, points, admin)).toEqual({ data: { addPoints: { id: userId, points: 5 } } })
    expect(await router.request(RESTOCK, units, admin)).toEqual({ data: { restockProduct: { stock: 6 } } })
  }
  const more = { input: { userId, amount: 6, idempotencyKey } }
  expect(await router.refusal(ADD_POINTS, more, admin)).toBe('IDEMPOTENCY_CONFLICT input.idempotencyKey')
})
