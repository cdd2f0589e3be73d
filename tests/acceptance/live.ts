/** Live delivery over both transports, with a cut in between: nothing is missed, nothing comes twice. */
import { stringAt } from '../component/shopping.ts'
import { overWebSocket, transports, type Open } from '../e2e/streams.ts'
import { advance, delivering, keptProduct, newProduct, place } from './buying.ts'
import type { AcceptanceCheck, CheckContext } from './checks.ts'
import type { FollowedStream } from './deployment.ts'
import { CANCEL_ORDER } from '../e2e/shopping.ts'

const DELIVERY = `subscription ($id: ID!, $after: String) {
  deliveryStatusChanged(orderId: $id, after: $after) { cursor status delivery { order { product { name } } } }
}`
const STOCK = 'subscription ($id: ID!) { stockChanged(productId: $id) { stock } }'

export const live: readonly AcceptanceCheck[] = [
  ...transports.map(([name, transport]): AcceptanceCheck => [
    `a delivery is followed over ${name}, cut off, and followed on by its cursor: no gap, no double`,
    (given) => followed(given, transport),
  ]),
  [
    'anybody follows a product’s stock, without a token',
    async (given) => {
      const { shop, people } = given
      const id = await newProduct(given)
      const stock = shop.follow(overWebSocket, STOCK, { id })
      await expectNext(stock, { stockChanged: { stock: 1000 } })
      const orderId = await place(given, people.customer, id, { quantity: 1 })
      await expectNext(stock, { stockChanged: { stock: 999 } })
      await shop.data(CANCEL_ORDER, { input: { orderId } }, people.customer)
      await expectNext(stock, { stockChanged: { stock: 1000 } })
      await stock.cut()
    },
  ],
  [
    'a carrier follows which deliveries change, an admin which orders, a customer the own page',
    async (given) => {
      const { shop, people } = given
      const streams = [
        shop.follow(overWebSocket, 'subscription { deliveriesChanged { deliveries { id } } }', {}, people.carrier),
        shop.follow(overWebSocket, 'subscription { ordersChanged { orders { id } } }', {}, people.admin),
      ]
      const page = 'subscription { myPageChanged { page { purchases(first: 1) { edges { node { orderId } } } } } }'
      streams.push(shop.follow(overWebSocket, page, {}, people.customer))
      await Promise.all(streams.map((stream) => stream.next()))
      const id = await delivering(given, await keptProduct(given, 'any'))
      await Promise.all(
        streams.map(async (stream) => {
          for (let event = await stream.next(); !JSON.stringify(event).includes(id);) event = await stream.next()
          await stream.cut()
        }),
      )
    },
  ],
]

async function followed(given: CheckContext, transport: Open): Promise<void> {
  const { shop, people } = given
  const id = await delivering(given, await keptProduct(given, 'any'))
  const first = shop.follow(transport, DELIVERY, { id }, people.customer)
  await delivers(first, 'PREPARING')
  await advance(given, id, 'SHIPPED')
  const cursor = await delivers(first, 'SHIPPED')
  await first.cut()
  await advance(given, id, 'IN_TRANSIT')
  await advance(given, id, 'OUT_FOR_DELIVERY')
  const second = shop.follow(transport, DELIVERY, { id, after: cursor }, people.customer)
  await delivers(second, 'IN_TRANSIT')
  await delivers(second, 'OUT_FOR_DELIVERY')
  await advance(given, id, 'DELIVERED')
  await delivers(second, 'DELIVERED')
  const more = await second.next()
  if (more) throw new Error(`expected the end of the stream, got ${JSON.stringify(more)}`)
  await second.cut()
}

/** Answers the event's cursor. */
async function delivers(stream: FollowedStream, status: string): Promise<string> {
  const event = (await stream.next())?.['deliveryStatusChanged']
  const cursor = event ? stringAt(event, 'cursor') : ''
  const delivery = { order: { product: { name: 'Acceptance check' } } }
  same(event, { cursor, status, delivery })
  return cursor
}

async function expectNext(stream: FollowedStream, expected: object): Promise<void> {
  same(await stream.next(), expected)
}

function same(got: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(got), JSON.stringify(expected)]
  if (one !== other) throw new Error(`expected the event ${other}, got ${one}`)
}
