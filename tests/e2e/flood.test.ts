/** More orders at once than there are units, or points. */
import { data } from '../component/shopping.ts'
import { customer } from '../component/tokens.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { openShop } from './open-shop.ts'
import { newProduct, newUser, place } from './shopping.ts'

const open = openShop()

type Bought = {
  readonly id: string
  readonly status: string
  readonly rejection: string | null
  readonly delivery: { readonly status: string } | null
}

test('200 orders at once for 100 units: exactly 100 get one, and no customer pays without getting a unit', async () => {
  const { router } = open
  const product = await newProduct(router, { price: 7, stock: 100 })
  const users = await Promise.all(Array.from({ length: 20 }, () => newUser(router, 1_000)))
  const buyers = Array.from({ length: 10 }, () => users).flat()
  const ids = await Promise.all(buyers.map((user) => place(router, user, product, { quantity: 1 })))
  await open.settle()

  const bought = new Map(await Promise.all(users.map(async (user) => [user, await boughtBy(user)] as const)))
  const all = [...bought.values()].flat()
  const confirmed = all.filter(({ status }) => status === 'CONFIRMED')
  const rejected = all.filter(({ status, rejection }) => status === 'REJECTED' && rejection === 'OUT_OF_STOCK')
  expect(all.map(({ id }) => id).sort()).toEqual(ids.toSorted())
  expect([confirmed.length, rejected.length]).toEqual([100, 100])
  expect(confirmed.every(({ delivery }) => delivery?.status === 'PREPARING')).toBe(true)
  expect(rejected.every(({ delivery }) => delivery === null)).toBe(true)
  expect(await router.request(`{ product(id: "${product}") { stock } }`)).toEqual({ data: { product: { stock: 0 } } })

  for (const [user, orders] of bought) {
    const pointsSpent = 7 * orders.filter(({ status }) => status === 'CONFIRMED').length
    const points = 1_000 - pointsSpent
    expect(
      await router.request('{ me { points } myPage { points pointsSpent orderCount } }', {}, customer(user)),
    ).toEqual({
      data: { me: { points }, myPage: { points, pointsSpent, orderCount: 10 } },
    })
  }
  expect(await brokenInvariants(open.running)).toEqual([])
})

test('200 orders at once of one user, who has points for 100, cost exactly these', async () => {
  const { router } = open
  const [product, user] = [await newProduct(router, { price: 3, stock: 1_000 }), await newUser(router, 300)]
  await Promise.all(Array.from({ length: 200 }, () => place(router, user, product, { quantity: 1 })))
  await open.settle()
  const seen = `{ me { points } product(id: "${product}") { stock } myPage { points pointsSpent orderCount } }`
  expect(await router.request(seen, {}, customer(user))).toEqual({
    data: { me: { points: 0 }, product: { stock: 900 }, myPage: { points: 0, pointsSpent: 300, orderCount: 200 } },
  })
  expect(await brokenInvariants(open.running)).toEqual([])
})

async function boughtBy(user: string): Promise<readonly Bought[]> {
  const query = '{ me { orders(first: 100) { edges { node { id status rejection delivery { status } } } } } }'
  const { me } = await data(open.router.request(query, {}, customer(user)))
  const { orders } = me as { readonly orders: { readonly edges: readonly { readonly node: Bought }[] } }
  return orders.edges.map(({ node }) => node)
}
