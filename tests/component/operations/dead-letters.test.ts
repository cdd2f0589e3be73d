/** Operators find what a service could not handle. */
import { until } from '@shop/dev/testing/until.ts'
import { isDeepStrictEqual } from 'node:util'
import { v7 as uuidv7 } from 'uuid'
import { data, stringAt } from '../shopping.ts'
import { admin, carrier, customer } from '../tokens.ts'
import { openOperations } from './open-operations.ts'

const { operations, publish } = openOperations()

const LETTERS = `query ($first: Int, $after: String, $service: String, $kind: DeadLetterKind, $type: String, $order: ID) {
  deadLetters(first: $first, after: $after, service: $service, kind: $kind, eventType: $type, orderId: $order) {
    edges { node { id service kind eventType aggregate aggregateId orderId order { id } error tries since payload payloadBytes replayable history { at } } }
    pageInfo { hasNextPage hasPreviousPage endCursor } } }`

const GIVE_UP = 'mutation ($input: DeadLettersInput!) { discardDeadLetters(input: $input) { id } }'

/** A malformed message of an order that does not exist. */
async function poison(orderId = uuidv7()): Promise<string> {
  await publish(orderId, { orderId, type: 'OrderPlaced' })
  return orderId
}

async function lettersOf(order: string, more = {}): Promise<readonly Record<string, unknown>[]> {
  const answer = await data(operations().request(LETTERS, { order, ...more }, admin))
  return JSON.parse(JSON.stringify(answer)).deadLetters.edges.map((edge: { node: object }) => edge.node)
}

const receivers = ['delivery', 'inventory', 'mypage', 'operations']

test('a malformed message is found by its order, with each service that it failed at', async () => {
  const order = await poison()
  await until('all have given it up', async () => (await lettersOf(order)).length === receivers.length)
  const letters = await lettersOf(order)
  expect(new Set(letters.map(({ service }) => service))).toEqual(new Set(receivers))
  const said = JSON.stringify({ orderId: order, type: 'OrderPlaced' })
  for (const letter of letters)
    expect(letter).toMatchObject({
      ...{ kind: 'MALFORMED', eventType: 'OrderPlaced', aggregate: 'order', aggregateId: order, orderId: order },
      ...{ order: { id: order }, error: expect.stringContaining('id'), tries: 1, payload: said },
      ...{ payloadBytes: said.length, replayable: true, history: [] },
    })
  expect(await lettersOf(order, { service: 'inventory' })).toMatchObject([{ service: 'inventory' }])
  expect(await lettersOf(order, { kind: 'FAILED' })).toEqual([])
  expect(await lettersOf(order, { type: 'StockReserved' })).toEqual([])
})

test('dead letters are paged, each once', async () => {
  const order = await poison()
  await until('all have given it up', async () => (await lettersOf(order)).length === receivers.length)
  const ids = new Set<string>()
  for (let after: string | null = null, pages = 0; ; pages += 1) {
    const page = await data(operations().request(LETTERS, { order, first: 1, after }, admin))
    const { edges, pageInfo } = JSON.parse(JSON.stringify(page)).deadLetters
    ids.add(stringAt(edges[0], 'node', 'id'))
    expect(pageInfo.hasPreviousPage).toBe(pages > 0)
    if (!pageInfo.hasNextPage) break
    after = pageInfo.endCursor
  }
  expect(ids.size).toBe(receivers.length)
})

test.each([
  [{ first: 0 }, 'first'],
  [{ first: 101 }, 'first'],
  [{ after: 'x' }, 'after'],
  [{ after: Buffer.from('orders:1').toString('base64url') }, 'after'],
])('a page %j is refused by name', async (args, argument) => {
  expect(await operations().refusal(LETTERS, args, admin)).toBe(`BAD_USER_INPUT ${argument}`)
})

test.each(['deadLetters { edges { cursor } }', 'services { name }', 'brokenInvariants { service }'])(
  '%s is for admins alone',
  async (field) => {
    expect(await operations().refusal(`{ ${field} }`)).toBe('UNAUTHENTICATED')
    for (const as of [customer('u'), carrier])
      expect(await operations().refusal(`{ ${field} }`, {}, as)).toBe('FORBIDDEN')
    expect(await operations().refusal(`{ ${field} }`, {}, admin)).toBeUndefined()
  },
)

test('every service says how it is', async () => {
  const query = '{ services { name replicas ready missing consumerLag outboxAgeSeconds deadLetters } }'
  await data(operations().request(GIVE_UP, { input: { filter: {}, reason: 'the next test begins' } }, admin))
  const seen = async () => JSON.stringify((await data(operations().request(query, {}, admin)))['services'])
  const state = (name: string, outboxAgeSeconds: number | null) => ({
    name,
    replicas: 1,
    ready: true,
    missing: [],
    consumerLag: 0,
    outboxAgeSeconds,
    deadLetters: 0,
  })
  const all = [
    ...['order', 'inventory', 'pay', 'delivery'].map((name) => state(name, 0)),
    ...['mypage', 'operations'].map((name) => state(name, null)), // they publish no events
  ]
  await until('all have answered, and nothing is under way', async () => {
    const services: unknown = JSON.parse(await seen())
    return isDeepStrictEqual(services, all)
  })
})
