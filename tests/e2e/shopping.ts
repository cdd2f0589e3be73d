/** What people do in the shop, through the router or at a service. */
import { randomUUID } from 'node:crypto'
import type { Client, ClientVariables } from '../component/client.ts'
import { data, stringAt } from '../component/shopping.ts'
import { admin, type As, carrier, customer } from '../component/tokens.ts'

export const PLACE_ORDER = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { id } }'
export const CANCEL_ORDER = 'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { status } }'
export const ADVANCE = 'mutation ($input: AdvanceDeliveryInput!) { advanceDelivery(input: $input) { status } }'
export const ADD_PRODUCT = 'mutation ($input: AddProductInput!) { addProduct(input: $input) { id stock price } }'
export const ADD_POINTS = 'mutation ($input: AddPointsInput!) { addPoints(input: $input) { id points } }'

export const newId = (kind: string): string => `${kind}-${randomUUID().slice(0, 13)}`

/** Price 1000, stock 1000 by default. Returns its id. */
export async function newProduct(client: Client, product: ClientVariables = {}): Promise<string> {
  const input = { id: newId('product'), name: 'Tea', price: 1000, stock: 1000, ...product }
  await data(client.request(ADD_PRODUCT, { input }, admin))
  return input.id
}

/** Answers the user's id. */
export async function newUser(client: Client, points = 999_999): Promise<string> {
  const userId = newId('user')
  await data(client.request(ADD_POINTS, { input: { userId, amount: points } }, admin))
  return userId
}

/** 10 units by default. Returns the order's id, when it is PENDING. */
export async function place(
  client: Client,
  user: string,
  productId: string,
  order: ClientVariables = {},
): Promise<string> {
  const input = { productId, quantity: 10, address: '1 Main St', ...order }
  const { placeOrder } = await data(client.request(PLACE_ORDER, { input }, customer(user)))
  return stringAt(placeOrder, 'id')
}

/** Answers the order's status. */
export async function cancel(client: Client, orderId: string, as: As = admin): Promise<string> {
  const { cancelOrder } = await data(client.request(CANCEL_ORDER, { input: { orderId } }, as))
  return stringAt(cancelOrder, 'status')
}

/** To the next status by default. Returns the delivery's status. */
export async function advance(client: Client, orderId: string, to?: string): Promise<string> {
  const { advanceDelivery } = await data(client.request(ADVANCE, { input: { orderId, to } }, carrier))
  return stringAt(advanceDelivery, 'status')
}

/** Resolves with the statuses that the order has had from now on, when it has come to this one, or to its end. */
export async function orderBecomes(client: Client, orderId: string, status?: string): Promise<readonly string[]> {
  const query = 'subscription ($id: ID!) { orderStatusChanged(orderId: $id) { status } }'
  return statuses(client, query, 'orderStatusChanged', orderId, status)
}

/** The same of its delivery. */
export async function deliveryBecomes(client: Client, orderId: string, status?: string): Promise<readonly string[]> {
  const query = 'subscription ($id: ID!) { deliveryStatusChanged(orderId: $id) { status } }'
  return statuses(client, query, 'deliveryStatusChanged', orderId, status)
}

async function statuses(client: Client, query: string, field: string, id: string, last?: string): Promise<string[]> {
  const seen: string[] = []
  for await (const answer of client.follow(query, { id }, admin)) {
    const status = stringAt(await data(Promise.resolve(answer)), field, 'status')
    seen.push(status)
    if (status === last) return seen
  }
  if (last !== undefined) throw new Error(`order ${id} never came to ${last}, but to ${seen.join(', ')}`)
  return seen
}
