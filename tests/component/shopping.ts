import { randomUUID } from 'node:crypto'
import type { AnswerData } from './client.ts'
import type { Services } from './services.ts'
import { admin, carrier, customer } from './tokens.ts'

/** What tests do before they begin. Every test has products and users of its own. */

export const newId = (kind: string): string => `${kind}-${randomUUID().slice(0, 13)}`

export async function addProduct(
  services: Services,
  { name = 'A product', price = 1000, stock = 1000 } = {},
): Promise<string> {
  const input = { id: newId('product'), name, price, stock }
  const query = 'mutation ($input: AddProductInput!) { addProduct(input: $input) { id } }'
  await data(services.at('inventory').request(query, { input }, admin))
  return input.id
}

export async function givePoints(services: Services, userId: string, amount = 999_999): Promise<void> {
  const query = 'mutation ($input: AddPointsInput!) { addPoints(input: $input) { id } }'
  await data(services.at('pay').request(query, { input: { userId, amount } }, admin))
}

/** A user with points. */
export async function newUser(services: Services, amount?: number): Promise<string> {
  const userId = newId('user')
  await givePoints(services, userId, amount)
  return userId
}

export async function placeOrder(services: Services, user: string, productId: string, quantity = 10): Promise<string> {
  const query = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { id } }'
  const input = { productId, quantity, address: 'Seoul' }
  const { placeOrder } = await data(services.at('order').request(query, { input }, customer(user)))
  return stringAt(placeOrder, 'id')
}

export async function advance(services: Services, orderId: string, to?: string): Promise<void> {
  const query = 'mutation ($input: AdvanceDeliveryInput!) { advanceDelivery(input: $input) { status } }'
  await data(services.at('delivery').request(query, { input: { orderId, to } }, carrier))
}

/** Waits until the order has that status. */
export async function becomes(services: Services, orderId: string, status: string): Promise<void> {
  const query = 'subscription ($id: ID!) { orderStatusChanged(orderId: $id) { status } }'
  for await (const event of services.at('order').follow(query, { id: orderId }, admin))
    if (stringAt(event, 'data', 'orderStatusChanged', 'status') === status) return
  throw new Error(`order ${orderId} never became ${status}`)
}

/** Waits until there is a delivery of the order. */
export async function prepared(services: Services, orderId: string): Promise<void> {
  const query = 'subscription ($id: ID!) { deliveryStatusChanged(orderId: $id) { status } }'
  for await (const event of services.at('delivery').follow(query, { id: orderId }, admin))
    if (stringAt(event, 'data', 'deliveryStatusChanged', 'status')) return
  throw new Error(`order ${orderId} never got a delivery`)
}

/** The data of an answer that must have no errors. */
export async function data(
  answer: Promise<{ readonly data?: AnswerData | null; readonly errors?: unknown }>,
): Promise<AnswerData> {
  const { data, errors } = await answer
  if (errors || !data) throw new Error(JSON.stringify(errors))
  return data
}

export function stringAt(value: unknown, ...path: readonly string[]): string {
  const found = valueAt(value, ...path)
  if (typeof found !== 'string') throw new Error(`no string at ${path.join('.')} of ${JSON.stringify(value)}`)
  return found
}

/** Where a connection stands in an answer's data, and what a page of it says. */
export function pageIn(
  value: unknown,
  field: string,
): { readonly ids: readonly string[]; readonly next: string | null } {
  const edges = valueAt(value, field, 'edges')
  if (!Array.isArray(edges)) throw new Error(`no connection ${field} in ${JSON.stringify(value)}`)
  const hasNext = valueAt(value, field, 'pageInfo', 'hasNextPage') === true
  return {
    ids: edges.map((edge) => stringAt(edge, 'node', 'id')),
    next: hasNext ? stringAt(value, field, 'pageInfo', 'endCursor') : null,
  }
}

/** Every id of a list, page after page. */
export async function idsOf(
  field: string,
  read: (after: string | null) => Promise<unknown>,
): Promise<readonly string[]> {
  const ids: string[] = []
  for (let after: string | null = null; ;) {
    const page = pageIn(await read(after), field)
    ids.push(...page.ids)
    if (page.next === null) return ids
    after = page.next
  }
}

function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  )
}
