/** Where the router caches products, the saga's own events evict those that have changed. */
import { data } from '../component/shopping.ts'
import { admin, customer } from '../component/tokens.ts'
import { until } from '@shop/dev/testing/until.ts'
import { openShop } from './open-shop.ts'
import { newProduct, newUser, orderBecomes, place } from './shopping.ts'

const open = openShop({ overrides: { router: { ENTITY_CACHE_BYTES: '1000000' } } })

const ORDER = 'query ($id: ID!) { order(id: $id) { product { name price stock } } }'
const CHANGE_PRICE = 'mutation ($input: ChangeProductPriceInput!) { changeProductPrice(input: $input) { price } }'

async function kept(outcome: string): Promise<number> {
  const text = await (await fetch(`${open.running.url}/metrics`)).text()
  const line = text
    .split('\n')
    .find((each) => each.startsWith('router_entities_total') && each.includes(`"${outcome}"`))
  return Number(line?.split(' ').at(-1) ?? 0)
}

test('a product is kept until an order takes of it, or its price changes, and then soon seen as it is', async () => {
  const { router } = open
  const user = await newUser(router)
  const product = await newProduct(router)
  const id = await place(router, user, product, { quantity: 10 })
  await orderBecomes(router, id, 'CONFIRMED')
  const seen = async () => JSON.stringify((await data(router.request(ORDER, { id }, customer(user))))['order'])
  const shown = (price: number, stock: number) => JSON.stringify({ product: { name: 'Tea', price, stock } })
  await until(
    'the product is shown, and kept',
    async () => (await seen()) === shown(1000, 990) && (await kept('hit')) > 0,
  )
  await orderBecomes(router, await place(router, user, product, { quantity: 5 }), 'CONFIRMED')
  await until('the second order is seen in the stock', async () => (await seen()) === shown(1000, 985))
  await data(router.request(CHANGE_PRICE, { input: { productId: product, price: 7 } }, admin))
  await until('the price is seen', async () => (await seen()) === shown(7, 985))
})
