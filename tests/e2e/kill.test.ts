/** Every process killed once, while orders are under way: what was promised is kept, and nothing is done twice. */
import { services } from '@shop/dev/shop/topology.ts'
import { stringAt } from '../component/shopping.ts'
import { newKey, PatientClient } from '../clients/patient.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { openShop } from './open-shop.ts'
import { ADD_POINTS, ADD_PRODUCT, CANCEL_ORDER, PLACE_ORDER } from './shopping.ts'

/** Short redelivery and nudge intervals, so that the test does not wait for the defaults of half a minute. */
const open = openShop({ ownEngines: true, overrides: { all: { ACK_WAIT_MS: '1000', STEP_DEADLINE_MS: '5000' } } })

const BEFORE = 10 // orders that are accepted before the accident
const ORDERS = 40
const AT_ONCE = 8
const CANCELLED_ONE_IN = 4

test.each([...services, 'nats', 'mongo'] as const)(
  '%s is killed in mid-saga: every accepted order is there once, and every invariant holds',
  async (killed) => {
    const shop = open.running
    const client = new PatientClient(shop)
    const [user, product] = [`user-${killed}`, `product-${killed}`]
    const item = { id: product, name: 'Tea', price: 10, stock: 1_000 }
    await client.request('root', 'admin', ADD_PRODUCT, { input: item }, ['ALREADY_EXISTS'])
    const points = { userId: user, amount: 10_000, idempotencyKey: newKey() }
    await client.request('root', 'admin', ADD_POINTS, { input: points })

    const accepted: string[] = []
    const waiting = Array.from({ length: ORDERS }, (_, n) => n)
    const buy = async () => {
      for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) {
        const input = { productId: product, quantity: 1, address: '1 Main St', idempotencyKey: newKey() }
        const { data } = await client.request(user, 'customer', PLACE_ORDER, { input })
        const orderId = stringAt(data, 'placeOrder', 'id')
        if (accepted.push(orderId) === BEFORE) shop.process(killed).kill('SIGKILL')
        if (n % CANCELLED_ONE_IN === 0) await client.request('root', 'admin', CANCEL_ORDER, { input: { orderId } })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, buy))
    await client.until(`${killed} to run again`, async () => (shop.process(killed).identity ? true : undefined))
    await shop.settle(90_000)

    const found = await ordersOf(client, user)
    expect(found.map(({ id }) => id).sort()).toEqual(accepted.toSorted())
    expect(new Set(accepted).size).toBe(ORDERS)
    const of = (status: string) => found.filter((order) => order.status === status).length
    expect([of('CONFIRMED'), of('CANCELLED')]).toEqual([ORDERS - ORDERS / CANCELLED_ONE_IN, ORDERS / CANCELLED_ONE_IN])
    expect(await brokenInvariants(shop)).toEqual([])
  },
  240_000,
)

type Found = { readonly id: string; readonly status: string }

async function ordersOf(client: PatientClient, user: string): Promise<readonly Found[]> {
  const query = '{ me { orders(first: 100) { edges { node { id status } } } } }'
  const { data } = await client.request(user, 'customer', query, {})
  const me = data?.['me'] as { readonly orders: { readonly edges: readonly { readonly node: Found }[] } } | undefined
  return me?.orders.edges.map(({ node }) => node) ?? []
}
