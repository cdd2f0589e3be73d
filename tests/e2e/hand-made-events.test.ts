/** Messages that are put on the stream by hand: it lands among the dead letters, or changes nothing, and blocks nothing. */
import { DeliverPolicy, jetstream, type JetStreamClient, jetstreamManager } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { sample } from '@shop/contract/samples.ts'
import { contract } from '@shop/contract/catalog.ts'
import { type DeadLetter, DeadLetters } from '@shop/events/messaging/dead-letters.ts'
import { StreamNames } from '@shop/events/messaging/stream-names.ts'
import { v7 as uuidv7 } from 'uuid'
import { customer } from '../component/tokens.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { openShop } from './open-shop.ts'
import { cancel, newProduct, newUser, orderBecomes, place } from './shopping.ts'

const open = openShop()
let nats: NatsConnection
let stream: JetStreamClient
let letters: DeadLetters

beforeAll(async () => {
  nats = await connect({ servers: open.running.natsUrl })
  stream = jetstream(nats)
  letters = new DeadLetters({ stream, manager: await jetstreamManager(nats), names: new StreamNames(contract.name) })
}, 30_000)
afterAll(() => nats.close())

type Event = Readonly<Record<string, unknown>>
const placed = (id: string, changes: Event = {}): Event => ({
  ...sample('OrderPlaced', { orderId: id, ...changes }),
  ...{ id: uuidv7(), aggregateId: id, orderId: id },
})

test.each<[string, string, (id: string) => Event | string, string]>([
  ['is no JSON', 'malformed', () => 'not JSON', 'expected UTF-8 JSON'],
  ['is no event', 'malformed', () => '{"type":"OrderPlaced"}', 'id:'],
  ['has a wrong value', 'malformed', (id) => placed(id, { quantity: 0 }), 'data.quantity'],
  ['is about something else', 'malformed', (id) => ({ ...placed(id), aggregateId: uuidv7() }), 'aggregateId'],
  ['is of an unknown type', 'parked', (id) => ({ ...placed(id), type: 'OrderLost' }), 'OrderLost'],
  ['is of a newer version', 'parked', (id) => ({ ...placed(id), schemaVersion: 2 }), 'schemaVersion'],
])('a message that %s is %s at all its receivers, with its error', async (_what, kind, made, error) => {
  const id = uuidv7()
  const event = made(id)
  await stream.publish(`events.order.OrderPlaced.${id}`, typeof event === 'string' ? event : JSON.stringify(event))
  await open.settle()
  const found = await lettersOf(id)
  expect(found.map(({ service }) => service).sort()).toEqual(['delivery', 'inventory', 'mypage', 'operations'])
  const subject = `events.order.OrderPlaced.${id}`
  for (const letter of found) expect(letter).toMatchObject({ kind, subject, error: expect.stringContaining(error) })
  await expectTrade()
})

test('an event of an unknown type is left on the stream, and blocks no consumer', async () => {
  const id = uuidv7()
  await stream.publish(`events.order.OrderLost.${id}`, JSON.stringify({ ...placed(id), type: 'OrderLost' }))
  await open.settle()
  expect(await lettersOf(id)).toEqual([])
  await expectTrade()
})

test('everything that was ever said of orders, said again backwards, changes nothing', async () => {
  const { router } = open
  const [user, product] = [await newUser(router), await newProduct(router, { stock: 15 })]
  const [kept, cancelled] = [await place(router, user, product), await place(router, user, await newProduct(router))]
  await orderBecomes(router, kept, 'CONFIRMED')
  await cancel(router, cancelled)
  await orderBecomes(router, cancelled, 'CANCELLED')
  await orderBecomes(router, await place(router, user, product), 'REJECTED')
  await open.settle()
  const before = await seen(user, product)
  const said = (await everything()).filter(({ data }) => Buffer.from(data).includes(user))
  expect(said.length).toBeGreaterThan(20)
  for (const { subject, data } of said.toReversed()) await stream.publish(subject, data)
  await open.settle()
  expect(await seen(user, product)).toEqual(before)
  expect(await brokenInvariants(open.running)).toEqual([])
})

/** An order goes its way as if nothing had happened. */
async function expectTrade(): Promise<void> {
  const id = await place(open.router, await newUser(open.router), await newProduct(open.router))
  expect((await orderBecomes(open.router, id, 'CONFIRMED')).at(-1)).toBe('CONFIRMED')
}

async function lettersOf(aggregateId: string): Promise<DeadLetter[]> {
  const found: DeadLetter[] = []
  for await (const letter of letters.list()) if (letter.subject.endsWith(`.${aggregateId}`)) found.push(letter)
  return found
}

async function seen(user: string, product: string): Promise<unknown> {
  const query = `{
    me { points orders { edges { node { id status updatedAt timeline { event at } delivery { status } } } } }
    product(id: "${product}") { stock } myPage { points pointsSpent orderCount }
  }`
  return (await open.router.request(query, {}, customer(user))).data
}

async function everything(): Promise<readonly { readonly subject: string; readonly data: Uint8Array }[]> {
  const consumer = await stream.consumers.get('EVENTS', { deliver_policy: DeliverPolicy.All })
  const { num_pending: count } = await consumer.info()
  const messages = []
  for await (const { subject, data } of await consumer.fetch({ max_messages: count })) messages.push({ subject, data })
  return messages
}
