/** The dashboards and alerts, checked on a running shop: every expression has data, and alerts fire when they should. */
import { connect } from '@nats-io/transport-node'
import { v7 as uuidv7 } from 'uuid'
import { newProduct, newUser, orderBecomes, place } from '../e2e/shopping.ts'
import { customer } from '../component/tokens.ts'
import { expressions } from './expressions.ts'
import type { ObservedShop } from './observed-shop.ts'

/** Another text each time, so that it has to be read and planned. */
const query = (turn: number) => `query Turn${turn} { products(first: 3) { edges { node { id name stock } } } }`
const withinMs = 600_000 // on a machine that has much else to do

/** Trades until every expression has said something that is a number. Answers those that did not, by where they stand. */
export async function withoutData(observed: ObservedShop): Promise<readonly string[]> {
  const { router } = observed
  const [user, product] = [await newUser(router), await newProduct(router, { stock: 100_000 })]
  const first = await place(router, user, product, { quantity: 1 })
  const watching = orderBecomes(router, first, 'CONFIRMED')
  const missing = new Map(expressions)
  const end = performance.now() + withinMs
  for (let turn = 1; missing.size > 0 && performance.now() < end; turn++) {
    await place(router, user, product, { quantity: 1 })
    await router.request(query(turn), {}, customer(user))
    for (const [where, expr] of missing)
      if ((await observed.query(expr)).some(({ value }) => Number.isFinite(value))) missing.delete(where)
  }
  await watching
  return [...missing.keys()]
}

export type ObservedAccident = {
  readonly name: string
  readonly alert: string
  readonly labels: Readonly<Record<string, string>>
  readonly happen: (observed: ObservedShop) => Promise<unknown>
  /** Undefined where it is not made good, and the alert goes on. */
  readonly repair?: (observed: ObservedShop) => Promise<unknown>
}

/** Each with its alert. */
export const accidents: readonly ObservedAccident[] = [
  {
    name: 'a message is poisoned',
    alert: 'DeadLetters',
    labels: { service: 'inventory', kind: 'malformed' },
    happen: poison,
  },
  {
    name: 'the only replica of pay is gone',
    alert: 'ServiceDown',
    labels: { job: 'pay' },
    happen: ({ shop }) => shop.process('pay').stop(),
    repair: ({ shop }) => shop.process('pay').start(),
  },
  {
    name: 'NATS is gone',
    alert: 'PartAway',
    labels: { service: 'order', part: 'nats' },
    happen: ({ shop }) => shop.process('nats').stop(),
    repair: ({ shop }) => shop.process('nats').start(),
  },
]

/** What is no event, where the services listen. */
async function poison({ shop }: ObservedShop): Promise<void> {
  const nats = await connect({ servers: shop.natsUrl })
  nats.publish(`events.order.OrderPlaced.${uuidv7()}`, 'not JSON')
  await nats.drain()
}
