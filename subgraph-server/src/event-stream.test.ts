import { CallerError } from '@shop/events/caller-error.ts'
import { buildSchema, parse } from 'graphql'
import { mongo } from 'mongoose'
import { subscribe } from './event-stream.ts'

const schema = buildSchema(
  'type Query { ok: Boolean } type Subscription { shaky: Int half: Half } type Half { read: Int broken: Int }',
)
const unreachable = () => {
  throw new mongo.MongoServerSelectionError('10.0.0.1:27017 timed out', {} as never) // its reason does not matter
}

async function open(query: string, source: () => AsyncGenerator) {
  let ended = 0
  const args = { schema, document: parse(query), subscribeFieldResolver: source }
  const results = await subscribe(args, () => ({}), () => (ended += 1)) // prettier-ignore
  if (!(Symbol.asyncIterator in results)) throw new Error('it has not begun')
  return { results, ended: () => ended }
}

async function* events(...shown: readonly unknown[]) {
  for (const event of shown) yield await Promise.resolve(event)
}

test.each([
  ['whole', 'subscription { shaky }', { shaky: unreachable }],
  ['of which a part can be read', 'subscription { half { read broken } }', { half: { read: 1, broken: unreachable } }],
])('an event %s that an outage keeps from being read ends its stream', async (_, query, broken) => {
  const { results, ended } = await open(query, () => events({ shaky: 1, half: null }, broken, { shaky: 3, half: null }))
  expect((await results.next()).value.errors).toBeUndefined()
  await expect(results.next()).rejects.toMatchObject({ originalError: { name: 'MongoServerSelectionError' } })
  expect([await results.next(), ended()]).toEqual([{ done: true, value: undefined }, 1])
})

test('an event that fails for another reason is sent with its error, and the next one follows', async () => {
  const fault = () => {
    throw new Error('a fault of the program')
  }
  const { results } = await open('subscription { shaky }', () => events({ shaky: fault }, { shaky: 2 }))
  expect((await results.next()).value).toMatchObject({ data: { shaky: null }, errors: [{ path: ['shaky'] }] })
  expect((await results.next()).value).toEqual({ data: { shaky: 2 } })
})

test('what the machinery refuses a subscriber has the path of the field, and its code', async () => {
  const refused = async function* () {
    yield await Promise.resolve({ shaky: 1 })
    throw new CallerError('CURSOR_EXPIRED', 'after: begin without it', { argument: 'after' })
  }
  const { results } = await open('subscription { s: shaky }', refused)
  await results.next()
  await expect(results.next()).rejects.toMatchObject({
    path: ['s'],
    extensions: { code: 'CURSOR_EXPIRED', argument: 'after' },
  })
})
