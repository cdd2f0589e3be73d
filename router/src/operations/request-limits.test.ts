import { createClient } from 'graphql-ws'
import { bookshop } from '../../testing/bookshop.ts'
import { ToyRouter, token } from '../../testing/toy-router.ts'
import { checkVariables } from './variables.ts'

const { books, all } = bookshop()
let router: ToyRouter

beforeAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all, {
    ...{ LIMIT_COST: '40', ASSUMED_LIST_SIZE: '20', LIMIT_VARIABLES: '2', LIMIT_RESPONSE_BYTES: '1024' },
    ...{ LIMIT_BATCH: '3', RATE_PER_USER: '1', RATE_PER_ADDRESS: '2', TRUSTED_PROXIES: '1' },
  })
})
afterEach(() => {
  books.override = undefined
})
afterAll(async () => {
  await router.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

async function post(sent: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${router.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(sent),
  })
  const body: unknown = await response.json()
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body }
}

const exceeded = (limit: string) => [expect.objectContaining({ extensions: { code: 'LIMIT_EXCEEDED', limit } })]

const LIMITS = { variables: 2, variableBytes: 100, variableDepth: 3, listItems: 4 }

test.each([
  ['variables', { a: 1, b: 2, c: 3 }],
  ['variableBytes', { a: 'x'.repeat(200) }],
  ['variableDepth', { a: [[[[1]]]] }],
  ['listItems', { a: { b: [1, 2, 3, 4, 5] } }],
])('values over the limit of %s are refused by name', (limit, variables) => {
  expect(() => checkVariables(variables, LIMITS)).toThrow(expect.objectContaining({ errors: exceeded(limit) }))
})

test('values that are nested a hundred thousand times are refused like others', () => {
  const value: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))
  expect(() => checkVariables({ value }, { ...LIMITS, variableBytes: 1e9 })).toThrow(/nested over the limit of 3/)
})

test('what costs too much is not fetched', async () => {
  const before = books.received.length
  expect(await router.request('{ a: books { id } b: books { id } c: books { id } }')).toEqual({
    errors: exceeded('cost'),
  })
  expect(books.received.length).toBe(before)
})

test('too many variables are refused', async () => {
  const { errors } = await router.request('{ books { id } }', { variables: { a: 1, b: 2, c: 3 } })
  expect(errors).toEqual(exceeded('variables'))
})

test('an answer that is too long is refused as a whole, over HTTP and as a stream', async () => {
  const query = `{ books { ${Array.from({ length: 30 }, (_, n) => `title_number_${n}: title`).join(' ')} } }`
  expect((await post({ query })).body).toEqual({ errors: exceeded('responseBytes') })
  const client = createClient({ url: `${router.url.replace('http', 'ws')}/graphql` })
  for await (const result of client.iterate({ query })) expect(result.errors).toEqual(exceeded('responseBytes'))
  await client.dispose()
})

test('bytes of an answer are counted, not its letters, as a stream too', async () => {
  books.override = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ data: { books: [{ title: '책'.repeat(400) }] } }))
  }
  const query = '{ books { title } }'
  expect((await post({ query })).body).toEqual({ errors: exceeded('responseBytes') })
  const client = createClient({ url: `${router.url.replace('http', 'ws')}/graphql` })
  for await (const result of client.iterate({ query })) expect(result.errors).toEqual(exceeded('responseBytes'))
  await client.dispose()
  const stream = await fetch(`${router.url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { accept: 'text/event-stream', 'apollo-require-preflight': 'yes' },
  })
  expect(await stream.text()).toContain('"limit":"responseBytes"')
})

test('when the time of the request is over, that is what its fields say', async () => {
  await using hurried = await ToyRouter.start(all, { REQUEST_TIMEOUT_MS: '300' })
  books.override = () => undefined
  const { errors } = await hurried.request('{ book(id: "1") { title } }')
  expect(errors).toEqual([
    expect.objectContaining({
      path: ['book'],
      extensions: { code: 'LIMIT_EXCEEDED', limit: 'time', service: 'books' },
    }),
  ])
})

test('a batch is answered in its order, each operation for itself', async () => {
  const { status, body } = await post([
    { query: '{ best { stars } }' },
    { query: '{ nope }' },
    { query: '{ best { id } }' },
  ])
  expect([status, body]).toEqual([
    200,
    [{ data: { best: { stars: 18 } } }, { errors: [expect.anything()] }, { data: { best: { id: '9' } } }],
  ])
})

test('a batch that is too large, or empty, is refused', async () => {
  const one = { query: '{ best { stars } }' }
  const refused = { errors: exceeded('batch') }
  expect((await post([one, one, one, one])).body).toEqual([refused, refused, refused, refused])
  expect((await post([])).status).toBe(400)
})

/** One after another until one is refused; how many were not, and the refusal. */
async function untilRefused(send: (n: number) => ReturnType<typeof post>) {
  for (let taken = 0; taken < 1_000; taken++) {
    const answer = await send(taken)
    if (answer.status === 429) return { taken, ...answer }
    expect(answer.status).toBe(200)
  }
  throw new Error('nothing is refused')
}

test('an address above its rate limit gets Retry-After, and others are not delayed', async () => {
  const from = (address: string) => post({ query: '{ best { stars } }' }, { 'x-forwarded-for': `9.9.9.9, ${address}` })
  const { taken, retryAfter, body } = await untilRefused(() => from('203.0.113.1'))
  const extensions = { code: 'LIMIT_EXCEEDED', limit: 'addressRate', retryAfter: Number(retryAfter) }
  expect([taken >= 20, Number(retryAfter) > 0, body]).toEqual([
    true,
    true,
    { errors: [{ message: expect.any(String), extensions }] },
  ])
  expect((await from('203.0.113.2')).status).toBe(200)
})

test('operations that are refused count as well', async () => {
  const { taken, body } = await untilRefused(() => post({ query: '{ nope }' }, { 'x-forwarded-for': '203.0.113.8' }))
  expect([taken >= 20, JSON.stringify(body)]).toEqual([true, expect.stringContaining('"addressRate"')])
})

test('operations of a list that is refused count each', async () => {
  const list = Array.from({ length: 100 }, () => ({ query: '{ best { stars } }' }))
  const from = { 'x-forwarded-for': '203.0.113.3' }
  const statuses = [(await post(list, from)).status, (await post(list[0], from)).status]
  expect(statuses).toEqual([429, 429])
})

test.each([
  ['address', { 'x-forwarded-for': '203.0.113.4' }, undefined],
  ['user', { 'x-forwarded-for': '203.0.113.5' }, 'dan'],
])('one %s whose operations cost too much is refused, and another is not delayed', async (_whose, headers, user) => {
  await using costing = await ToyRouter.start(all, { RATE_COST: '5', ASSUMED_LIST_SIZE: '20', TRUSTED_PROXIES: '1' })
  const send = async (address: string) => {
    const bearer = user === undefined ? {} : { token: await token(user, []) }
    return costing.request('{ books { id } }', { ...bearer, headers: { 'x-forwarded-for': address } })
  }
  const address = headers['x-forwarded-for']
  expect((await send(address)).errors).toBeUndefined()
  expect((await send(address)).errors).toBeUndefined()
  const { errors } = await send(address)
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'LIMIT_EXCEEDED',
    limit: 'addressCost',
    retryAfter: expect.any(Number),
  })
  const elsewhere = (await send('203.0.113.6')).errors?.[0]?.extensions
  expect(elsewhere?.['limit']).toBe(user === undefined ? undefined : 'userCost')
})

test('a user over its rate is refused, from whatever address; operations of a batch count each', async () => {
  const one = { query: '{ best { stars } }' }
  const as = async (user: string) => {
    const authorization = `Bearer ${await token(user, [])}`
    return (n: number, sent: unknown) => post(sent, { authorization, 'x-forwarded-for': `198.51.100.${n % 200}` })
  }
  const [ann, bob] = [await as('ann'), await as('bob')]
  const { taken, body } = await untilRefused((n) => ann(n, one))
  expect([taken >= 10, JSON.stringify(body)]).toEqual([true, expect.stringContaining('"userRate"')])
  const batches = await untilRefused((n) => bob(n, [one, one, one]))
  expect(batches.taken).toBeGreaterThanOrEqual(3)
  expect(batches.taken).toBeLessThan(taken)
})

test('this machine itself is not counted', async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, () => post({ query: '{ best { stars } }' })))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
})

test('an operation whose plan takes longer than it may is refused by name', async () => {
  await using hurried = await ToyRouter.start(all, { PLANNING_TIMEOUT_MS: '1' })
  expect((await hurried.request('{ __typename books { title stars } }')).errors).toEqual(exceeded('planningTime'))
})
