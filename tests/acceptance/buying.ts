/** What the checks do in the shop. */
import { randomUUID } from 'node:crypto'
import type { ClientVariables } from '../component/client.ts'
import { stringAt } from '../component/shopping.ts'
import { ADD_PRODUCT, ADVANCE, PLACE_ORDER } from '../e2e/shopping.ts'
import type { Person } from './deployment.ts'
import type { CheckContext } from './checks.ts'

/** A product of this run alone, for what looks at its stock. Answers its id. */
export async function newProduct(given: CheckContext, product: ClientVariables = {}): Promise<string> {
  const id = `acceptance-${given.run}-${randomUUID().slice(0, 8)}`
  await add(given, { id, price: 1000, stock: 1000, ...product })
  return id
}

/** The same product in every run: products cannot be taken away, and what a run leaves stands in the shop's list. */
export async function keptProduct(given: CheckContext, name: string, product: ClientVariables = {}): Promise<string> {
  const id = `acceptance-${name}`
  await add(given, { id, price: 1000, stock: 1_000_000_000, ...product })
  return id
}

/** One that is there already is as good: it was there, or came into being although the answer did not come. */
async function add({ shop, people }: CheckContext, product: ClientVariables): Promise<void> {
  const { data, errors } = await shop.request(
    ADD_PRODUCT,
    { input: { name: 'Acceptance check', ...product } },
    people.admin,
  )
  const [error] = errors ?? []
  if (error ? error.extensions.code !== 'ALREADY_EXISTS' : !data)
    throw new Error(`refused: ${JSON.stringify(errors).slice(0, 500)}; operation: addProduct`)
}

export async function place(
  { shop }: CheckContext,
  buyer: Person,
  productId: string,
  order: ClientVariables = {},
): Promise<string> {
  const input = { productId, quantity: 10, address: '1 Main St', idempotencyKey: randomUUID(), ...order }
  const { placeOrder } = await shop.data(PLACE_ORDER, { input }, buyer)
  return stringAt(placeOrder, 'id')
}

/** Places an order and waits for its delivery. Answers the order's id. */
export async function delivering(given: CheckContext, productId: string): Promise<string> {
  const { shop, people } = given
  const id = await place(given, people.customer, productId, { quantity: 1 })
  const query = 'query ($id: ID!) { order(id: $id) { status delivery { status } } }'
  const prepared = { order: { status: 'CONFIRMED', delivery: { status: 'PREPARING' } } }
  await shop.becomes(prepared, query, { id }, people.customer)
  return id
}

export async function advance({ shop, people }: CheckContext, orderId: string, to: string): Promise<void> {
  await shop.data(ADVANCE, { input: { orderId, to } }, people.carrier)
}
