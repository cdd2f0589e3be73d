/** What is sent again under the same key is done once. */
import { randomUUID } from 'node:crypto'
import { ADD_POINTS, PLACE_ORDER } from '../e2e/shopping.ts'
import { newProduct, place } from './buying.ts'
import type { AcceptanceCheck } from './checks.ts'

export const idempotency: readonly AcceptanceCheck[] = [
  [
    'an order that is sent five times at once under one key is one order; another under that key IDEMPOTENCY_CONFLICT',
    async (given) => {
      const { shop, people } = given
      const productId = await newProduct(given)
      const idempotencyKey = randomUUID()
      const once = (): Promise<string> =>
        place(given, people.customer, productId, { quantity: 1, expectedUnitPrice: 1000, idempotencyKey })
      const ids = new Set(await Promise.all(Array.from({ length: 5 }, once)))
      if (ids.size !== 1) throw new Error(`expected one order, got ${[...ids].join(', ')}`)
      const [id] = ids
      const seen = { order: { status: 'CONFIRMED' }, product: { stock: 999 } }
      const query = 'query ($id: ID!, $product: ID!) { order(id: $id) { status } product(id: $product) { stock } }'
      await shop.becomes(seen, query, { id, product: productId }, people.customer)
      const other = { productId, quantity: 2, address: '1 Main St', idempotencyKey }
      await shop.refuses('IDEMPOTENCY_CONFLICT', PLACE_ORDER, { input: other }, people.customer)
    },
  ],
  [
    'points that are added again under one key are added once',
    async ({ shop, people }) => {
      const query = 'query ($id: ID!) { user(id: $id) { points } }'
      const points = async () => JSON.stringify(await shop.data(query, { id: people.customer.userId }, people.admin))
      const input = { userId: people.customer.userId, amount: 1, idempotencyKey: randomUUID() }
      await shop.data(ADD_POINTS, { input }, people.admin)
      const after = await points()
      await shop.data(ADD_POINTS, { input }, people.admin)
      if ((await points()) !== after) throw new Error(`expected ${after}, got ${await points()}`)
    },
  ],
]
