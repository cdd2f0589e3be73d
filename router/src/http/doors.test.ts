/** What clients of other languages, browsers and proxies send. */
import { connect } from 'node:net'
import { feedGraph } from '../../testing/feed.ts'
import { ToyRouter, token } from '../../testing/toy-router.ts'

const { feed, all } = feedGraph()
let router: ToyRouter
beforeAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all, { ALLOWED_ORIGINS: 'https://shop.example' })
})
afterAll(async () => {
  await router.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

/** The first line and the body of the answer to what is sent as it is. */
function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(router.url).port), '127.0.0.1')
  let answer = ''
  socket.write(text.replaceAll('\n', '\r\n'))
  return new Promise((resolve) => {
    socket.on('data', (chunk) => (answer += String(chunk)))
    socket.on('close', () => resolve(answer))
  })
}
const BODY = '{"query":"{ hello }"}'

test('an offer of h2c is answered over HTTP/1.1', async () => {
  const answer = await raw(
    `POST /graphql HTTP/1.1\nhost: localhost\nconnection: close, Upgrade, HTTP2-Settings\nupgrade: h2c\nhttp2-settings: AAEAAEAA\ncontent-type: application/json\ncontent-length: ${BODY.length}\n\n${BODY}`,
  )
  expect(answer).toMatch(/^HTTP\/1.1 200 OK[^]*{"data":{"hello":"hello"}}$/)
})

test('the absolute form of the target, and HEAD, are understood', async () => {
  const query = '/graphql?query=%7Bhello%7D'
  const head = 'connection: close\napollo-require-preflight: yes\n\n'
  expect(await raw(`GET http://localhost${query} HTTP/1.1\nhost: localhost\n${head}`)).toContain('{"data":{"hello"')
  expect(await raw(`HEAD ${query} HTTP/1.1\nhost: localhost\n${head}`)).toMatch(/^HTTP\/1.1 200 OK[^]*\r\n\r\n$/)
})

test.each<[string, Record<string, string> | 'token', number]>([
  ['with a token, which no foreign page can send unasked,', 'token', 200],
  ['of a page of its own origin', { 'sec-fetch-site': 'same-origin' }, 200],
  ['of a page of another site', { 'sec-fetch-site': 'cross-site' }, 400],
  ['of an unknown sender', {}, 400],
])('a GET %s is answered with %j: %i', async (_what, given, status) => {
  const headers = given === 'token' ? { authorization: `Bearer ${await token('ann', [])}` } : given
  const response = await fetch(`${router.url}/graphql?query={hello}`, { headers })
  expect(response.status).toBe(status)
  if (status === 400) expect(await response.text()).toMatch(/apollo-require-preflight.*authorization/)
})

test.each([
  ['https://shop.example', 'apollographql-client-name, baggage, sentry-trace', true],
  ['http://localhost:5173', 'x-anything', true],
  ['http://127.0.0.1:3000', 'x-anything', true],
  ['https://evil.example', 'x-anything', false],
])('a page of %s may send %s: %s', async (origin, wanted, may) => {
  for (const path of ['/graphql', '/dev/login']) {
    const headers = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': wanted }
    const response = await fetch(router.url + path, { method: 'OPTIONS', headers })
    expect(response.headers.get('access-control-allow-origin')).toBe(may ? origin : null)
    if (may) expect(response.headers.get('access-control-allow-headers')).toBe(wanted)
  }
})

test('in production no page of this machine may send requests unless its origin is allowed', async () => {
  await using production = await ToyRouter.start(all, { NODE_ENV: 'production' })
  const headers = { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' }
  const response = await fetch(`${production.url}/graphql`, { method: 'OPTIONS', headers })
  expect(response.headers.get('access-control-allow-origin')).toBeNull()
})

test('events have their cursors, and a stream goes on after the last one that the browser had', async () => {
  const send = async (headers: Record<string, string>, events: number) => {
    const gone = new AbortController()
    const query = encodeURIComponent('subscription { changed(id: "door") { n } }')
    const response = await fetch(`${router.url}/graphql?query=${query}`, {
      headers: { accept: 'text/event-stream', 'sec-fetch-site': 'same-origin', ...headers },
      signal: gone.signal,
    })
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      if (text.split('event: next').length > events) break
    }
    gone.abort()
    return text
  }
  for (let n = 0; n < 3; n++) feed.emit('door')
  expect(await send({}, 1)).toContain('event: next\nid: c3\ndata: {"data":{"changed":{"n":3}}}\n\n')
  const resumed = await send({ 'last-event-id': 'c1' }, 2)
  expect(resumed).toContain('id: c2\ndata: {"data":{"changed":{"n":2}}}')
  expect(resumed).toContain('id: c3\n')
})
