import { createHash } from 'node:crypto'
import { ToyRouter, token } from '../../testing/toy-router.ts'
import { bookshop } from '../../testing/bookshop.ts'

const { books, stars, all } = bookshop()
let router: ToyRouter

beforeAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all, { LIMIT_BODY_BYTES: '2000', ALLOWED_ORIGINS: 'https://shop.example' })
})
afterAll(async () => {
  await router.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

const JSON_TYPE = { 'content-type': 'application/json' }

async function post(body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(`${router.url}/graphql`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: text,
  })
  return { response, status: response.status, text: await response.text() }
}

async function get(
  parameters: Record<string, string>,
  headers: Record<string, string> = { 'apollo-require-preflight': '1' },
) {
  const response = await fetch(`${router.url}/graphql?${new URLSearchParams(parameters).toString()}`, { headers })
  return { response, status: response.status, text: await response.text() }
}

const firstError = (text: string) => [JSON.parse(text)].flat()[0].errors[0]

test('a query is answered with fields of two subgraphs, in the order of its selections', async () => {
  const answer = await router.request('query Q($id: ID!) { book(id: $id) { stars id title } }', {
    variables: { id: '7' },
  })
  expect(JSON.stringify(answer)).toBe('{"data":{"book":{"stars":14,"id":"7","title":"title 7"}}}')
})

test('a GET sends a query, with variables as JSON', async () => {
  const { text } = await get({ query: 'query Q($id: ID!) { book(id: $id) { title } }', variables: '{"id":"3"}' })
  expect(text).toBe('{"data":{"book":{"title":"title 3"}}}')
})

test('a mutation by GET is refused, and nothing of it runs', async () => {
  const before = books.received.length
  const { status, response } = await get({ query: 'mutation { rename(id: "1", title: "x") { id } }' })
  expect([status, response.headers.get('allow')]).toEqual([405, 'POST'])
  expect(books.received.length).toBe(before)
})

test('a subscription without a way to stream says which ways there are', async () => {
  const { status, text } = await post(
    { query: 'subscription { ticks { n } }' },
    { accept: 'application/graphql-response+json' },
  )
  expect(status).toBe(400)
  expect(firstError(text).message).toContain('graphql-transport-ws')
})

test.each([
  ['a GET without a header that only a page of ours can set', () => get({ query: '{ __typename }' }, {})],
  ['a POST of plain text', () => post('{"query":"{ __typename }"}', { 'content-type': 'text/plain' })],
])('%s is blocked as a possible forgery', async (_what, send) => {
  const { status, text } = await send()
  expect([status, firstError(text).extensions.code]).toEqual([400, 'BAD_REQUEST'])
  expect(firstError(text).message).toContain('CSRF')
})

test.each([
  ['what is no JSON', '{"query":', 400, 'BAD_REQUEST'],
  [
    'more operations than a batch may have',
    [{ query: '{ __typename }' }, { query: '{ __typename }' }],
    400,
    'LIMIT_EXCEEDED',
  ],
  ['a query that is a number', { query: 4 }, 400, 'BAD_REQUEST'],
  ['variables that are an array', { query: '{ __typename }', variables: [] }, 400, 'BAD_REQUEST'],
  ['no query', {}, 400, 'BAD_REQUEST'],
  ['a syntax error', { query: '{' }, 400, 'GRAPHQL_PARSE_FAILED'],
  ['an unknown field', { query: '{ nothing }' }, 400, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'an unknown operation',
    { query: 'query A { __typename }', operationName: 'B' },
    400,
    'OPERATION_RESOLUTION_FAILURE',
  ],
  [
    'two operations and no name',
    { query: 'query A { __typename } query B { __typename }' },
    400,
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['a missing variable', { query: 'query Q($id: ID!) { book(id: $id) { id } }' }, 400, 'BAD_USER_INPUT'],
  ['too many bytes', { query: `{ __typename } #${'x'.repeat(3000)}` }, 413, 'LIMIT_EXCEEDED'],
])('%s gets an error with its code', async (_what, body, status, code) => {
  const answer = await post(body, { accept: 'application/graphql-response+json' })
  expect([answer.status, firstError(answer.text).extensions.code]).toEqual([status, code])
  expect(answer.text).not.toMatch(/node_modules|\bat \/|127\.0\.0\.1/)
})

test('an invalid value is reported with its argument', async () => {
  const { text } = await post({ query: '{ book(id: 1.5) { id } }' })
  expect(firstError(text)).toMatchObject({
    message: 'id: ID cannot represent a non-string and non-integer value: 1.5',
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', argument: 'id' },
  })
})

test('a body without a length is refused at the first byte over the limit', async () => {
  const stream = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1500).fill(32)) })
  const response = await fetch(`${router.url}/graphql`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: stream,
    duplex: 'half',
  })
  expect(response.status).toBe(413)
  expect(firstError(await response.text()).extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'bodyBytes' })
})

test('a text that was sent once with its hash is known by the hash alone', async () => {
  const query = '{ books { id } }'
  const sha256Hash = createHash('sha256').update(query).digest('hex')
  const extensions = { persistedQuery: { version: 1, sha256Hash } }
  const unknown = await post({ extensions })
  expect([unknown.status, firstError(unknown.text).extensions.code]).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND'])
  expect((await post({ query, extensions })).text).toBe('{"data":{"books":[{"id":"1"},{"id":"2"}]}}')
  expect((await post({ extensions })).text).toBe('{"data":{"books":[{"id":"1"},{"id":"2"}]}}')
  const byGet = await get({ extensions: JSON.stringify(extensions) })
  expect(byGet.text).toBe('{"data":{"books":[{"id":"1"},{"id":"2"}]}}')
})

test('a text with the hash of another one is refused', async () => {
  const extensions = { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } }
  const { text } = await post({ query: '{ books { id } }', extensions })
  expect(firstError(text).message).toBe('provided sha does not match query')
})

test('a text that is no valid operation is not kept', async () => {
  const query = '{ nothing }'
  const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } }
  await post({ query, extensions })
  expect(firstError((await post({ extensions })).text).extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND')
})

test.each([
  ['forged', async () => token('eve', ['admin'], { secret: 'another secret of thirty-two bytes' })],
  ['expired', async () => token('eve', ['admin'], { expires: Math.floor(Date.now() / 1000) - 60 })],
  ['garbage', async () => 'garbage'],
])('a token that is %s is refused before anything runs', async (_what, make) => {
  const { response, status, text } = await post(
    { query: '{ __typename }' },
    { authorization: `Bearer ${await make()}` },
  )
  expect([status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect(firstError(text).extensions).toEqual({ code: 'UNAUTHENTICATED' })
})

test('subgraphs see the token, the trace and the request id, and no other header of the client', async () => {
  const authorization = `Bearer ${await token('ann', [])}`
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  const { response } = await post(
    { query: '{ book(id: "1") { stars } }' },
    { authorization, traceparent, 'x-request-id': 'mine', cookie: 'a=b', 'x-forwarded-for': '1.2.3.4' },
  )
  expect(response.headers.get('x-request-id')).toBe('mine')
  const headers = stars.received.at(-1)?.headers ?? {}
  expect(headers).toMatchObject({ authorization, 'x-request-id': 'mine', 'accept-encoding': 'identity' })
  expect(headers['traceparent']).toMatch(new RegExp(`^00-${'a'.repeat(32)}-[0-9a-f]{16}-01$`))
  expect(Object.keys(headers).toSorted()).toEqual(
    [
      'accept',
      'accept-encoding',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'traceparent',
      'x-request-id',
    ].toSorted(),
  )
})

test('a page of an origin that is not listed may not read answers, one that is may', async () => {
  const allowed = await post({ query: '{ __typename }' }, { origin: 'https://shop.example' })
  expect(allowed.response.headers.get('access-control-allow-origin')).toBe('https://shop.example')
  const foreign = await post({ query: '{ __typename }' }, { origin: 'https://evil.example' })
  expect(foreign.response.headers.get('access-control-allow-origin')).toBeNull()
  const preflight = await fetch(`${router.url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-headers': 'authorization' },
  })
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([204, 'authorization'])
})

test('the schema can be requested in development, and not in production', async () => {
  const query = '{ __schema { queryType { name } } }'
  expect(await router.request(query)).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } })
  await using production = await ToyRouter.start(all, { NODE_ENV: 'production' })
  expect((await production.request(query)).errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' })
  expect((await production.request('{ boks { id } }')).errors?.[0]?.message).not.toContain('books')
})

test('a refused document does not refuse clients that send an operation by name', async () => {
  const query = 'query Titles { books { title } }'
  expect(firstError((await post({ query: `Titles\u0000${query}` })).text)).toMatchObject({
    extensions: { code: 'GRAPHQL_PARSE_FAILED' },
  })
  expect(JSON.parse((await post({ query, operationName: 'Titles' })).text)).toMatchObject({ data: { books: [{}, {}] } })
})
