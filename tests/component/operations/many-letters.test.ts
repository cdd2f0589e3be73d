/** Many dead letters at once, as after a release that could not read what the one before it had said. */
import { jetstream } from '@nats-io/jetstream'
import { connect, headers, type NatsConnection } from '@nats-io/transport-node'
import { until } from '@shop/dev/testing/until.ts'
import { v7 as uuidv7 } from 'uuid'
import { data } from '../shopping.ts'
import { admin } from '../tokens.ts'
import { openOperations } from './open-operations.ts'

const COUNT = 300
import.meta.jest.setTimeout(180_000)
const open = openOperations()

/** More than one page of the list, of two services and two types, and all of them MALFORMED when they are handled again. */
const order = uuidv7()
const subjectOf = (index: number): string => `dead.${index % 3 === 0 ? 'pay' : 'inventory'}.failed.${order}`
const typeOf = (index: number): string => (index % 2 === 0 ? 'OrderPlaced' : 'PaymentRefunded')
const matching = (matches: (index: number) => boolean): number =>
  Array.from({ length: COUNT }, (_, index) => index).filter(matches).length

const LETTERS = `query ($after: String, $service: String, $type: String) {
  deadLetters(first: 100, after: $after, service: $service, eventType: $type) {
    edges { node { id kind history { at } } } pageInfo { hasNextPage endCursor } } }`
const REPLAY = `mutation ($input: DeadLettersInput!) { done: replayDeadLetters(input: $input) { id state affected } }`
const DISCARD = `mutation ($input: DeadLettersInput!) { done: discardDeadLetters(input: $input) { id state affected } }`
const ACTIONS = '{ operatorActions(first: 1) { edges { node { state affected } } } }'

type Letter = { readonly id: string; readonly kind: string; readonly history: readonly object[] }

async function all(filter: object): Promise<readonly Letter[]> {
  const found: Letter[] = []
  for (let after: string | null = null; ;) {
    const answer = await data(open.operations().request(LETTERS, { ...filter, after }, admin))
    const { edges, pageInfo } = JSON.parse(JSON.stringify(answer)).deadLetters
    found.push(...edges.map(({ node }: { node: Letter }) => node))
    if (!pageInfo.hasNextPage) return found
    after = pageInfo.endCursor
  }
}

let nats: NatsConnection
beforeAll(async () => {
  nats = await connect({ servers: open.services.natsUrl })
  const stream = jetstream(nats)
  const addLetters = (index: number) => {
    const stated = headers()
    stated.set('Shop-Error', `number ${index} cannot be read`)
    stated.set('Shop-Subject', `events.${index % 2 === 0 ? 'order' : 'account'}.${typeOf(index)}.${order}`)
    stated.set('Shop-Tries', '8')
    return stream.publish(subjectOf(index), JSON.stringify({ orderId: order, index }), { headers: stated })
  }
  for (let index = 0; index < COUNT; index += 100)
    await Promise.all(Array.from({ length: Math.min(100, COUNT - index) }, (_, more) => addLetters(index + more)))
}, 180_000)
afterAll(() => nats.close())

test('many are paged and filtered, each once', async () => {
  const whole = await all({})
  expect(new Set(whole.map(({ id }) => id)).size).toBe(COUNT)
  expect(whole).toHaveLength(COUNT)
  expect(await all({ service: 'pay' })).toHaveLength(matching((index) => index % 3 === 0))
  const both = { service: 'inventory', type: 'OrderPlaced' }
  expect(await all(both)).toHaveLength(matching((index) => index % 3 !== 0 && index % 2 === 0))
})

const over = async (): Promise<{ state: string; affected: number }> => {
  const answer = await data(open.operations().request(ACTIONS, {}, admin))
  return JSON.parse(JSON.stringify(answer)).operatorActions.edges[0].node
}

test('all of a filter are replayed once, and those alone; all that is left is given up', async () => {
  const inventory = matching((index) => index % 3 !== 0)
  await data(open.operations().request(REPLAY, { input: { filter: { service: 'inventory' } } }, admin))
  await until('it is over', async () => (await over()).state === 'DONE', 120_000)
  expect(await over()).toEqual({ state: 'DONE', affected: inventory })
  // The service cannot read them: they come back, each once, with its history.
  const back = async () => (await all({ service: 'inventory' })).filter(({ history }) => history.length === 1)
  await until('all have failed again', async () => (await back()).length === inventory, 120_000)
  expect((await back()).every(({ kind }) => kind === 'MALFORMED')).toBe(true)
  expect(await all({})).toHaveLength(COUNT)

  await data(open.operations().request(DISCARD, { input: { filter: {}, reason: 'all of them' } }, admin))
  await until('it is over', async () => (await over()).state === 'DONE', 120_000)
  expect(await over()).toEqual({ state: 'DONE', affected: COUNT })
  expect(await all({})).toEqual([])
})
