import { bookshop } from '../../testing/bookshop.ts'
import { ToyRouter } from '../../testing/toy-router.ts'

const { books, stars, all } = bookshop()
let router: ToyRouter

beforeAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all, { UPSTREAM_TIMEOUT_MS: '1500', UPSTREAM_MAX_BYTES: '5000' })
})
afterEach(() => {
  for (const subgraph of all) subgraph.override = undefined
})
afterAll(async () => {
  await router.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

const QUERY = '{ books { title stars } }'

const UNAVAILABLE = {
  data: {
    books: [
      { title: 'title 1', stars: null },
      { title: 'title 2', stars: null },
    ],
  },
  errors: [0, 1].map((index) => ({
    message: expect.stringMatching(/^Subgraph "stars" /),
    path: ['books', index, 'stars'],
    extensions: { code: 'SERVICE_UNAVAILABLE', service: 'stars', retryAfter: 1 },
  })),
}

test('while a subgraph is down, the fields of others are answered, and its own say so at their paths', async () => {
  await stars.kill()
  expect(await router.request(QUERY)).toEqual(UNAVAILABLE)
  const retried = { subgraph: 'stars', reason: 'not connected' }
  expect(await router.metric('router_fetch_retries_total', retried)).toBeGreaterThan(0)
  await stars.start()
  expect(await router.request(QUERY)).toEqual({
    data: {
      books: [
        { title: 'title 1', stars: 2 },
        { title: 'title 2', stars: 4 },
      ],
    },
  })
})

test.each([
  ['never answers', () => undefined],
  ['answers what is no JSON', (_: unknown, response) => response.end('<html>')],
  ['answers JSON that is no GraphQL', (_: unknown, response) => response.end('{"hello":1}')],
  ['answers with a status and nothing else', (_: unknown, response) => response.writeHead(502).end()],
  ['breaks off in mid-answer', (_: unknown, response) => response.write('{"data":', () => response.destroy())],
  ['answers without end', (_: unknown, response) => response.end(JSON.stringify({ data: 'x'.repeat(6000) }))],
] satisfies [string, typeof stars.override][])('a subgraph that %s is unavailable', async (_what, override) => {
  stars.override = override
  expect(await router.request(QUERY)).toEqual(UNAVAILABLE)
})

test('a proxy’s answer in its place is reported by its status, with Retry-After', async () => {
  stars.override = (_request, response) => response.writeHead(502, { 'retry-after': '7' }).end('<html>')
  const { errors } = await router.request(QUERY)
  expect(errors?.[0]?.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', service: 'stars', retryAfter: 7 })
  const seen = await router.metric('router_fetch_seconds_count', { subgraph: 'stars', outcome: 'status 502' })
  expect(seen).toBeGreaterThan(0)
})

test('a whole answer that depends on a subgraph that is down is null with an error for each field', async () => {
  await books.kill()
  expect(await router.request('{ one: book(id: "1") { title } best { stars } }')).toEqual({
    data: { one: null, best: { stars: 18 } },
    errors: [
      {
        message: expect.any(String),
        path: ['one'],
        extensions: expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }),
      },
    ],
  })
  await books.start()
})

test('errors of subgraphs with a code pass, at the place that the client selected, without what is inside', async () => {
  stars.override = (_request, response) =>
    response.end(
      JSON.stringify({
        data: { _entities: [{ __typename: 'Book', stars: 2 }, null] },
        errors: [
          {
            message: 'no stars for this one',
            path: ['_entities', 1, 'stars'],
            locations: [{ line: 1, column: 1 }],
            extensions: { code: 'NOT_FOUND', argument: 'id', stacktrace: ['at /srv/secret.ts'] },
          },
        ],
      }),
    )
  expect(await router.request(QUERY)).toEqual({
    data: {
      books: [
        { title: 'title 1', stars: 2 },
        { title: 'title 2', stars: null },
      ],
    },
    errors: [
      {
        message: 'no stars for this one',
        path: ['books', 1, 'stars'],
        extensions: { code: 'NOT_FOUND', argument: 'id', service: 'stars' },
      },
    ],
  })
})

test('errors of subgraphs without a code are masked, with an id in their place', async () => {
  stars.override = (_request, response) =>
    response.end(
      JSON.stringify({ data: null, errors: [{ message: 'connect ECONNREFUSED 10.0.0.3:27017', path: ['_entities'] }] }),
    )
  const { errors } = await router.request(QUERY)
  expect(errors?.[0]?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', id: expect.any(String), service: 'stars' })
  expect(JSON.stringify(errors)).not.toContain('10.0.0.3')
})

test('a kept connection that its subgraph has closed meanwhile is not noticed', async () => {
  await router.request(QUERY)
  let broken = 0
  stars.override = (request, response) => {
    broken++
    stars.override = undefined
    request.socket.destroy()
    response.destroy()
  }
  expect(await router.request(QUERY)).toEqual({
    data: {
      books: [
        { title: 'title 1', stars: 2 },
        { title: 'title 2', stars: 4 },
      ],
    },
  })
  expect(broken).toBe(1)
})

test('a mutation whose connection breaks is not sent again', async () => {
  let broken = 0
  books.override = (request) => {
    broken++
    request.socket.destroy()
  }
  const { errors } = await router.request('mutation { rename(id: "1", title: "x") { id } }')
  expect([broken, errors?.[0]?.path, errors?.[0]?.extensions['code']]).toEqual([1, ['rename'], 'SERVICE_UNAVAILABLE'])
})
