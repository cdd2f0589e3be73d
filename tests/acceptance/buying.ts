/** What the checks do in the shop. */
import { randomUUID } from 'node:crypto'
import type { Variables } from '../component/client.ts'
import { stringAt } from '../component/shopping.ts'
import { ADD_PRODUCT, ADVANCE, PLACE_ORDER } from '../e2e/shopping.ts'
import type { Person } from './deployment.ts'
import type { Given } from './checks.ts'

/** A product of this run alone. Answers its id. */
export async function newProduct({ shop, people, run }: Given, product: Variables = {}): Promise<string> {
  const id = `acceptance-${run}-${randomUUID().slice(0, 8)}`
  const input = { id, name: 'Acceptance check', price: 1000, stock: 1000, ...product }
  await shop.data(ADD_PRODUCT, { input }, people.admin)
  return id
}

export async function place({ shop }: Given, buyer: Person, productId: string, order: Variables = {}): Promise<string> {
  const input = { productId, quantity: 10, address: '1 Main St', ...order }
  const { placeOrder } = await shop.data(PLACE_ORDER, { input }, buyer)
  return stringAt(placeOrder, 'id')
}

/** Places an order and waits for its delivery. Answers the order's id. */
export async function delivering(given: Given, productId: string): Promise<string> {
  const { shop, people } = given
  const id = await place(given, people.customer, productId, { quantity: 1 })
  const query = 'query ($id: ID!) { order(id: $id) { status delivery { status } } }'
  const prepared = { order: { status: 'CONFIRMED', delivery: { status: 'PREPARING' } } }
  await shop.becomes(prepared, query, { id }, people.customer)
  return id
}

export async function advance({ shop, people }: Given, orderId: string): Promise<void> {
  await shop.data(ADVANCE, { input: { orderId } }, people.carrier)
}
