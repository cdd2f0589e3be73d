/** What strangers nest deeply ends where it is read: of a subgraph's answer, its fetch; of a client's request, the request. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { bookshop } from '../testing/bookshop.ts'
import { listen, rawSocket, socketClient } from '../testing/client.ts'
import { LINK, ToySubgraph } from '../testing/toy-subgraph.ts'
import { ToyRouter } from '../testing/toy-router.ts'
import { until } from '../testing/until.ts'

const LEVELS = 100_000
const LIST = '['.repeat(LEVELS) + ']'.repeat(LEVELS)
const OBJECT = `${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`
/** Read by another way than other numbers are. */
const NUMBER = `${'['.repeat(LEVELS)}9007199254740993${']'.repeat(LEVELS)}`

const { books, stars } = bookshop()
const notes = new ToySubgraph(
  'notes',
  `${LINK}
  scalar JSON
  type Query { note: JSON }
  type Book @key(fields: "id") { id: ID! note: JSON }`,
)
const all = [books, stars, notes]
let router: ToyRouter
/** Takes documents of any length. */
let generous: ToyRouter

beforeAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all)
  generous = await ToyRouter.start([books, stars], {
    ...{ LIMIT_TOKENS: '1000000', LIMIT_DEPTH: '1000000', LIMIT_HEIGHT: '1000000', LIMIT_BODY_BYTES: '10000000' },
    ...{ RATE_PER_ADDRESS: '0' },
  })
}, 120_000)
afterEach(() => {
  for (const subgraph of all) subgraph.override = undefined
})
afterAll(async () => {
  await router.stop()
  await generous.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

const unavailable = (service: string, path: readonly (string | number)[]) => ({
  message: `Subgraph "${service}" gave no valid answer`,
  path,
  extensions: { code: 'SERVICE_UNAVAILABLE', service, retryAfter: 1 },
})

const ANSWERS: [string, string][] = [
  ['data', `{"data":${OBJECT}}`],
  ['entities that are lists', `{"data":{"_entities":${LIST}}}`],
  ['a field’s value', `{"data":{"_entities":[{"stars":${LIST},"note":${LIST}},{"stars":1,"note":1}]}}`],
  [
    'a field that was not requested',
    `{"data":{"_entities":[{"stars":1,"note":1,"x":${OBJECT}},{"stars":1,"note":1}]}}`,
  ],
  ['a number within lists', `{"data":{"_entities":[{"stars":1,"note":${NUMBER}},{"stars":1,"note":1}]}}`],
  ['errors', `{"data":{"_entities":[{"stars":1,"note":1},{"stars":1,"note":1}]},"errors":${LIST}}`],
  ['extensions of an error', `{"data":null,"errors":[{"message":"x","extensions":{"code":"X","a":${OBJECT}}}]}`],
  ['a path of an error', `{"data":null,"errors":[{"message":"x","path":${LIST}}]}`],
  ['extensions', `{"data":{"_entities":[{"stars":1,"note":1},{"stars":1,"note":1}]},"extensions":${OBJECT}}`],
]

describe.each(['stars', 'note'])('a subgraph’s answer about %s that nests deeply', (field) => {
  const subgraph = field === 'stars' ? stars : notes
  const QUERY = `{ books { title ${field} } }`
  test.each(ANSWERS)('%s: that fetch failed, at every request, and what else there is comes', async (_, text) => {
    subgraph.override = (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(text)
    const labels = { subgraph: subgraph.name, outcome: 'invalid' }
    for (let request = 0; request < 3; request++) {
      const before = await router.metric('router_fetch_seconds_count', labels)
      expect(await router.request(QUERY)).toEqual({
        data: { books: [1, 2].map((id) => ({ title: `title ${id}`, [field]: null })) },
        errors: [0, 1].map((index) => unavailable(subgraph.name, ['books', index, field])),
      })
      expect(await router.metric('router_fetch_seconds_count', labels)).toBe(before + 1)
    }
  })
})

test('what others require of such an answer is not requested, and says so', async () => {
  books.override = (_request, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(`{"data":{"books":[{"__typename":"Book","id":${LIST},"title":"x"}]}}`)
  const { data, errors } = await router.request('{ books { title stars } best { stars } }')
  expect([data, errors]).toEqual([null, [unavailable('books', ['books'])]])
})

test('an answer that nests as deeply as JSON may is passed on', async () => {
  const value = JSON.parse('['.repeat(900) + ']'.repeat(900))
  notes.override = (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: { note: value } }))
  for (let request = 0; request < 3; request++)
    expect(await router.request('{ note }')).toEqual({ data: { note: value } })
})

/** A subgraph that sends the texts of events one after the other, `ID` standing for the operation's id. */
async function streaming(messages: readonly string[]) {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  let sent = 0
  const subscribe = (socket: WebSocket, id: string) => {
    for (; sent < messages.length; sent++) socket.send((messages[sent] ?? '').replace('ID', id))
  }
  sockets.on('connection', (socket) =>
    socket.on('message', (text: Buffer) => {
      const { type, id } = JSON.parse(String(text))
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
      if (type === 'subscribe') subscribe(socket, id)
    }),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const definition = { ...books.definition, url: `http://127.0.0.1:${port}/graphql` }
  const stop = () => {
    for (const socket of sockets.clients) socket.terminate()
    server.close()
  }
  return { definition, stop }
}

test.each([
  ['data', `{"data":${OBJECT}}`],
  ['a field’s value', `{"data":{"ticks":{"n":${LIST}}}}`],
  ['a number within lists', `{"data":{"ticks":{"n":1,"x":${NUMBER}}}}`],
  ['extensions of an error', `{"data":null,"errors":[{"message":"x","extensions":{"code":"X","a":${OBJECT}}}]}`],
  ['extensions', `{"data":{"ticks":{"n":1}},"extensions":${OBJECT}}`],
])(
  'an event of a subscription that nests deeply is an error, and the stream goes on: %s',
  async (_, payload) => {
    const next = (text: string) => `{"id":"ID","type":"next","payload":${text}}`
    const tick = (n: number) => next(`{"data":{"ticks":{"n":${n}}}}`)
    const source = await streaming([tick(1), next(payload), tick(2)])
    await using running = await ToyRouter.start(
      [source.definition, stars.definition].map((definition) => ({ definition })),
    )
    const { client } = socketClient(running.url)
    const heard = listen(client, 'subscription { ticks { n } }')
    await until(() => heard.results.length === 3)
    const { path: _path, ...error } = unavailable('books', [])
    expect(heard.results).toEqual([{ data: { ticks: { n: 1 } } }, { errors: [error] }, { data: { ticks: { n: 2 } } }])
    heard.stop()
    await client.dispose()
    source.stop()
  },
  120_000,
)

describe('what clients nest deeply', () => {
  const post = async (body: string) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${generous.url}/graphql`, { method: 'POST', headers, body })
    return { status: response.status, body: await response.json() }
  }
  const DOCUMENTS: [string, (levels: number) => string][] = [
    ['selections', (levels) => `${'{books'.repeat(levels)}${'}'.repeat(levels)}`],
    ['inline fragments', (levels) => `${'{...'.repeat(levels)}{books{id}}${'}'.repeat(levels)}`],
    [
      'fragments',
      (levels) =>
        `{...f0} ${Array.from({ length: levels }, (_, n) => `fragment f${n} on Query{...f${n + 1}}`).join(' ')} fragment f${levels} on Query{books{id}}`,
    ],
    ['lists', (levels) => `{book(id:${'['.repeat(levels)}${']'.repeat(levels)}){id}}`],
    ['objects', (levels) => `{book(id:${'{a:'.repeat(levels)}1${'}'.repeat(levels)}){id}}`],
    ['types', (levels) => `query($a:${'['.repeat(levels)}Int${']'.repeat(levels)}){books{id}}`],
    ['defaults', (levels) => `query($a:ID=${'['.repeat(levels)}${']'.repeat(levels)}){book(id:$a){id}}`],
    ['arguments of directives', (levels) => `{books@skip(if:${'['.repeat(levels)}${']'.repeat(levels)}){id}}`],
    ['only opened', (levels) => '{a'.repeat(levels)],
  ]

  test.each(DOCUMENTS)(
    '%s of a document',
    async (_, document) => {
      for (const levels of [300, 1_000, 3_000, 8_000, 100_000]) {
        const { errors = [] } = await generous.request(document(levels))
        const codes = errors.map(({ extensions }) => extensions['code'])
        expect([levels, codes.filter((code) => code === 'INTERNAL_SERVER_ERROR')]).toEqual([levels, []])
      }
      expect(await generous.request('{ book(id: "1") { title } }')).toEqual({ data: { book: { title: 'title 1' } } })
    },
    120_000,
  )

  test.each([
    ['variables', `{"query":"{books{id}}","variables":{"a":${OBJECT}}}`],
    ['variables with large numbers', `{"query":"{books{id}}","variables":{"a":${NUMBER}}}`],
    ['extensions', `{"query":"{books{id}}","extensions":{"persistedQuery":${OBJECT}}}`],
    ['a query', `{"query":${LIST}}`],
    ['a body', LIST],
    ['what nobody reads', `{"query":"{books{id}}","x":${LIST}}`],
  ])('%s of a POST', async (_, body) => {
    expect(await post(body)).toEqual({
      status: 400,
      body: {
        errors: [{ message: 'The body is nested over 1000 levels deep.', extensions: { code: 'BAD_REQUEST' } }],
      },
    })
  })

  test('variables that nest as deeply as JSON may are refused for what they are', async () => {
    const value = '['.repeat(900) + ']'.repeat(900)
    expect(await post(`{"query":"query($a:ID!){book(id:$a){id}}","variables":{"a":${value}}}`)).toMatchObject({
      body: { errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'variableDepth' } }] },
    })
  })

  test.each([
    ['variables', `{"id":"1","type":"subscribe","payload":{"query":"{books{id}}","variables":{"a":${LIST}}}}`],
    ['a ping', `{"type":"ping","payload":{"a":${LIST}}}`],
    ['a pong', `{"type":"pong","payload":{"a":${LIST}}}`],
    ['an initialisation', `{"type":"connection_init","payload":{"authorization":${LIST}}}`],
  ])('%s of a socket', async (_, message) => {
    const { socket, closed } = await rawSocket(generous.url)
    socket.send(message)
    expect((await closed).code).toBe(4400)
  })
})

test('a supergraph that nests deeply is not served, and the present one stays', async () => {
  await using running = await ToyRouter.start([books, stars])
  const deep = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")
    type Query { a(b: Int = ${LIST}): Int }`
  await expect(running.services.graph.load(deep)).rejects.toThrow(/Maximum call stack|nested/)
  expect(await running.request('{ book(id: "1") { title } }')).toEqual({ data: { book: { title: 'title 1' } } })
})
