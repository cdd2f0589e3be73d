/** What the shop refuses, by the names of its public contract. */
import { ADD_PRODUCT, ADVANCE, CANCEL_ORDER, PLACE_ORDER } from '../e2e/shopping.ts'
import type { ClientVariables } from '../component/client.ts'
import { delivering, keptProduct, place } from './buying.ts'
import type { AcceptanceCheck, CheckContext } from './checks.ts'
import type { LoginRole } from './logins.ts'

type Rejected = {
  readonly product?: ClientVariables | 'unknown'
  readonly buyer?: LoginRole
  readonly order?: ClientVariables
}

/** Orders that are taken, and then rejected by the saga. */
const rejections: Readonly<Record<string, Rejected>> = {
  PRODUCT_NOT_FOUND: { product: 'unknown' },
  OUT_OF_STOCK: { product: { stock: 9 } },
  PRICE_CHANGED: { order: { expectedUnitPrice: 999 } },
  TOTAL_TOO_LARGE: { product: { price: 2 ** 30 }, order: { quantity: 2 } },
  INSUFFICIENT_POINTS: { product: { price: 2 ** 31 - 1 }, order: { quantity: 1 } },
  ACCOUNT_NOT_FOUND: { buyer: 'stranger' },
}

export const refusals: readonly AcceptanceCheck[] = [
  ...Object.entries(rejections).map(([rejection, rejected]): AcceptanceCheck => [
    `an order is rejected: ${rejection}`,
    (given) => isRejected(given, rejection, rejected),
  ]),
  [
    'refused at once: BAD_USER_INPUT, ALREADY_EXISTS, NOT_FOUND, GRAPHQL_VALIDATION_FAILED',
    async (given) => {
      const { shop, people } = given
      const id = await keptProduct(given, 'any')
      const nothing = { productId: id, quantity: 0, address: '1 Main St' }
      await shop.refuses('BAD_USER_INPUT', PLACE_ORDER, { input: nothing }, people.customer)
      await shop.refuses('ALREADY_EXISTS', ADD_PRODUCT, { input: { id, name: 'x', price: 1, stock: 1 } }, people.admin)
      const unknown = { orderId: '01890a5d-ac96-774b-bcce-b302099a8057' }
      await shop.refuses('NOT_FOUND', CANCEL_ORDER, { input: unknown }, people.customer)
      await shop.refuses('GRAPHQL_VALIDATION_FAILED', '{ noSuchField }')
    },
  ],
  [
    'refused by what has happened: ORDER_NOT_CANCELLABLE, DELIVERY_NOT_ADVANCEABLE',
    async (given) => {
      const { shop, people } = given
      const id = await delivering(given, await keptProduct(given, 'any'))
      const delivered = { orderId: id, to: 'DELIVERED' }
      await shop.data(ADVANCE, { input: delivered }, people.carrier)
      await shop.refuses('DELIVERY_NOT_ADVANCEABLE', ADVANCE, { input: { orderId: id, to: 'SHIPPED' } }, people.carrier)
      const completed = { order: { status: 'COMPLETED' } }
      await shop.becomes(completed, 'query ($id: ID!) { order(id: $id) { status } }', { id }, people.customer)
      await shop.refuses('ORDER_NOT_CANCELLABLE', CANCEL_ORDER, { input: { orderId: id } }, people.customer)
    },
  ],
]

async function isRejected(given: CheckContext, rejection: string, rejected: Rejected): Promise<void> {
  const { shop, people } = given
  const buyer = people[rejected.buyer ?? 'customer']
  const { product: made = {} } = rejected
  const kept = rejected.product ? rejection.toLowerCase().replaceAll('_', '-') : 'any'
  const product = made === 'unknown' ? `acceptance-${given.run}-unknown` : await keptProduct(given, kept, made)
  const id = await place(given, buyer, product, rejected.order)
  const query = 'query ($id: ID!) { order(id: $id) { status rejection delivery { status } } }'
  await shop.becomes({ order: { status: 'REJECTED', rejection, delivery: null } }, query, { id }, buyer)
}
