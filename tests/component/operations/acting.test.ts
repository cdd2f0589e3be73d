/** Operators replay dead letters, or give them up; what they did is kept. */
import { until } from '@shop/dev/testing/until.ts'
import { v7 as uuidv7 } from 'uuid'
import { data } from '../shopping.ts'
import { admin, carrier, customer } from '../tokens.ts'
import { openOperations } from './open-operations.ts'

const { operations, publish } = openOperations()

const ACTION = 'id at user { id } action reason subject state affected'
const REPLAY = `mutation ($input: DeadLettersInput!) { done: replayDeadLetters(input: $input) { ${ACTION} } }`
const DISCARD = `mutation ($input: DeadLettersInput!) { done: discardDeadLetters(input: $input) { ${ACTION} } }`
const LETTERS = `query ($order: ID!) { deadLetters(orderId: $order, first: 100) {
  edges { node { id service history { at error tries } } } } }`

type Letter = { readonly id: string; readonly service: string; readonly history: readonly object[] }

async function lettersOf(order: string): Promise<readonly Letter[]> {
  const answer = JSON.stringify(await data(operations().request(LETTERS, { order }, admin)))
  return JSON.parse(answer).deadLetters.edges.map(({ node }: { node: Letter }) => node)
}

/** Under a key of its own: what is asked for again in an election is done once. */
async function act(query: string, given: object): Promise<Record<string, unknown>> {
  const input = { idempotencyKey: uuidv7(), ...given }
  return JSON.parse(JSON.stringify(await data(operations().request(query, { input }, admin)))).done
}

/** A message of an order that does not exist, which is a dead letter of each receiver. */
async function deadLettered(): Promise<string> {
  const order = uuidv7()
  await publish(order, { orderId: order })
  await until('all have given it up', async () => (await lettersOf(order)).length === receivers)
  return order
}
const receivers = ['delivery', 'inventory', 'mypage', 'operations'].length

test('a poisoned message is found, replayed, a dead letter again with its history, and discarded', async () => {
  const order = await deadLettered()
  const [letter] = await lettersOf(order)
  const replayed = await act(REPLAY, { ids: [letter?.id], reason: 'the release that reads it is out' })
  expect(replayed).toEqual({
    ...{ id: expect.any(String), at: expect.any(String), user: { id: admin.user }, action: 'REPLAY_DEAD_LETTERS' },
    ...{
      reason: 'the release that reads it is out',
      subject: `dead letters ${letter?.id}`,
      state: 'DONE',
      affected: 1,
    },
  })
  const again = async () => (await lettersOf(order)).find(({ history }) => history.length > 0)
  await until('it is a dead letter again', async () => (await again()) !== undefined)
  expect(await again()).toMatchObject({ service: letter?.service, history: [{ tries: 1, error: expect.any(String) }] })
  expect(await lettersOf(order)).toHaveLength(receivers) // the others have not seen it again

  const discarded = await act(DISCARD, { filter: { orderId: order }, reason: 'not ours' })
  expect(discarded).toMatchObject({ affected: receivers, subject: `dead letters of order ${order}`, state: 'DONE' })
  expect(await lettersOf(order)).toEqual([])

  const kept = '{ operatorActions(first: 2) { edges { node { id reason affected user { id } } } } }'
  expect(JSON.parse(JSON.stringify(await data(operations().request(kept, {}, admin)))).operatorActions.edges).toEqual([
    { node: { id: discarded['id'], reason: 'not ours', affected: receivers, user: { id: admin.user } } },
    { node: expect.objectContaining({ id: replayed['id'], affected: 1 }) },
  ])
})

test('operators who act on the same letters at once do it once', async () => {
  const order = await deadLettered()
  const ids = (await lettersOf(order)).map(({ id }) => id)
  const all = await Promise.all(Array.from({ length: 5 }, () => act(DISCARD, { ids, reason: 'all at once' })))
  expect(all.map(({ affected }) => Number(affected)).reduce((sum, each) => sum + each, 0)).toBe(ids.length)
  expect(await lettersOf(order)).toEqual([])
  expect(await act(REPLAY, { ids })).toMatchObject({ affected: 0, state: 'DONE' })
})

test('what is asked for again under its key is answered with what was done, and touches nothing that has come since', async () => {
  const order = await deadLettered()
  const input = { filter: { orderId: order }, reason: 'not ours', idempotencyKey: uuidv7() }
  const first = await act(DISCARD, input)
  expect(first).toMatchObject({ affected: receivers, state: 'DONE' })
  await publish(order, { orderId: order })
  await until('it is there again', async () => (await lettersOf(order)).length === receivers, 60_000)
  expect(await act(DISCARD, input)).toEqual(first)
  expect(await lettersOf(order)).toHaveLength(receivers)
  const other = { ...input, reason: 'another reason' }
  const conflict = 'IDEMPOTENCY_CONFLICT input.idempotencyKey'
  expect(await operations().refusal(DISCARD, { input: other }, admin)).toBe(conflict)
  expect(await operations().refusal(REPLAY, { input }, admin)).toBe(conflict)
})

test('what operators did is paged, newest first', async () => {
  const query = `query ($after: String) { operatorActions(first: 1, after: $after) {
    edges { node { id } } pageInfo { hasNextPage endCursor } } }`
  const made = []
  for (const reason of ['one', 'two']) made.push((await act(DISCARD, { filter: { eventType: 'None' }, reason }))['id'])
  const first = JSON.parse(JSON.stringify(await data(operations().request(query, {}, admin)))).operatorActions
  const after = first.pageInfo.endCursor
  const second = JSON.parse(JSON.stringify(await data(operations().request(query, { after }, admin)))).operatorActions
  expect([first, second].map(({ edges }) => edges[0].node.id)).toEqual(made.toReversed())
})

test.each([
  [DISCARD, { ids: ['1-1'] }, 'input.reason'],
  [DISCARD, { ids: ['1-1'], reason: ' ' }, 'input.reason'],
  [DISCARD, { ids: ['1-1'], reason: 'x'.repeat(501) }, 'input.reason'],
  [REPLAY, { ids: ['1-1'], idempotencyKey: '' }, 'input.idempotencyKey'],
  [REPLAY, {}, 'input'],
  [REPLAY, { ids: ['1-1'], filter: {} }, 'input'],
  [REPLAY, { ids: [] }, 'input.ids'],
  [REPLAY, { ids: ['x'] }, 'input.ids'],
  [REPLAY, { ids: Array.from({ length: 1_001 }, () => '1-1') }, 'input.ids'],
  [REPLAY, { filter: { service: 'pay.>' } }, 'input.filter.service'],
  [REPLAY, { filter: { orderId: 'x' } }, 'input.filter.orderId'],
])('%s with %j is refused by name', async (query, input, argument) => {
  expect(await operations().refusal(query, { input }, admin)).toBe(`BAD_USER_INPUT ${argument}`)
})

test.each([REPLAY, DISCARD])('%s is for admins alone', async (query) => {
  const input = { filter: {}, reason: 'mine' }
  expect(await operations().refusal(query, { input })).toBe('UNAUTHENTICATED')
  for (const as of [customer('u'), carrier]) expect(await operations().refusal(query, { input }, as)).toBe('FORBIDDEN')
})
