import { feedGraph } from '../../testing/feed.ts'
import { eventStreamClient, listen } from '../../testing/client.ts'
import { ToyRouter, token } from '../../testing/toy-router.ts'
import { until } from '../../testing/until.ts'

const { feed, all } = feedGraph()
let router: ToyRouter

beforeAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all)
})
afterAll(async () => {
  await router.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

const CHANGED = 'subscription($id: ID!) { changed(id: $id) { n item { name } } }'

async function streamed(accept: string, query: string, headers: Record<string, string> = {}, url = router.url) {
  const abort = new AbortController()
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...headers },
    body: JSON.stringify({ query }),
    signal: abort.signal,
  })
  let text = ''
  const decoder = new TextDecoder()
  const read = (async () => {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk)
  })().catch(() => undefined)
  return { response, text: () => text, read, leave: () => abort.abort() }
}

test('a subscription runs as an event stream, filled with fields of other subgraphs, until it completes', async () => {
  const client = eventStreamClient(router.url)
  feed.emit('a')
  const heard = listen(client, CHANGED, { id: 'a' })
  await until(() => heard.results.length === 1)
  feed.emit('a')
  await until(() => heard.results.length === 2)
  feed.end('a')
  await until(() => heard.ended !== undefined)
  expect([heard.results, heard.ended]).toEqual([
    [1, 2].map((n) => ({ data: { changed: { n, item: { name: 'name a' } } } })),
    'complete',
  ])
})

test('queries and mutations run as event streams too', async () => {
  const client = eventStreamClient(router.url)
  const heard = [listen(client, '{ hello }'), listen(client, 'mutation { wave }')]
  await until(() => heard.every(({ ended }) => ended === 'complete'))
  expect(heard.map(({ results }) => results)).toEqual([[{ data: { hello: 'hello' } }], [{ data: { wave: 'waved' } }]])
})

test('a refusal before execution is an event of the stream', async () => {
  const heard = listen(eventStreamClient(router.url), 'subscription { nothing }')
  await until(() => heard.ended !== undefined)
  expect([heard.ended, JSON.stringify(heard.results)]).toEqual([
    'complete',
    expect.stringContaining('GRAPHQL_VALIDATION_FAILED'),
  ])
})

test('a token that is not valid is a status, not a stream', async () => {
  const { response } = await streamed('text/event-stream', '{ hello }', { authorization: 'Bearer garbage' })
  expect(response.status).toBe(401)
})

test('the upstream ends when the client leaves, and heartbeats come until then', async () => {
  await using lively = await ToyRouter.start(all, { HEARTBEAT_MS: '500' })
  const stream = await streamed('text/event-stream', 'subscription { changed(id: "b") { n } }', {}, lively.url)
  await until(() => feed.following === 1)
  await until(() => stream.text().split(':\n\n').length > 3)
  stream.leave()
  await until(() => feed.following === 0)
})

test('when the token expires, the stream says so and ends', async () => {
  const expires = Math.floor(Date.now() / 1000) + 1
  const authorization = `Bearer ${await token('ann', [], { expires })}`
  const stream = await streamed('text/event-stream', 'subscription { changed(id: "c") { n } }', { authorization })
  await stream.read
  expect(stream.text()).toContain('UNAUTHENTICATED')
  expect(stream.text()).toContain('event: complete')
})

test('clients that take multipart over HTTP get each event as a part, and an end', async () => {
  feed.emit('m')
  const accept = 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/json'
  const stream = await streamed(accept, 'subscription { changed(id: "m") { n } }')
  expect(stream.response.headers.get('content-type')).toBe('multipart/mixed;boundary="graphql";subscriptionSpec="1.0"')
  await until(() => stream.text().includes('"n":1'))
  feed.end('m')
  await stream.read
  const parts = stream
    .text()
    .split('--graphql')
    .map((part) => part.trim())
  expect(parts.at(-1)).toBe('--')
  expect(parts.find((part) => part.includes('"n"'))).toBe(
    'content-type: application/json\r\n\r\n{"payload":{"data":{"changed":{"n":1}}}}',
  )
})

test('when the router stops, streams end without being completed', async () => {
  const another = await ToyRouter.start(all)
  const heard = listen(eventStreamClient(another.url), CHANGED, { id: 'stop' })
  await until(() => feed.following === 1)
  await another.stop()
  await until(() => heard.ended !== undefined)
  expect([heard.ended, feed.following]).not.toEqual(['complete', 0])
})
