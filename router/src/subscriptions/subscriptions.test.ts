import { feedGraph } from '../../testing/feed.ts'
import { listen, socketClient } from '../../testing/client.ts'
import { ToyRouter, token } from '../../testing/toy-router.ts'
import { until } from '../../testing/until.ts'

const { feed, changes, names, all } = feedGraph()
let router: ToyRouter

beforeAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all, { UPSTREAM_TIMEOUT_MS: '1000' })
})
afterAll(async () => {
  await router.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})
afterEach(async () => {
  for (const { client } of sockets.splice(0)) await client.dispose()
  await until(() => router.services.subscriptions.upstreams === 0)
})

const WITH_NAME = 'subscription($id: ID!) { it: changed(id: $id) { n item { name id } } }'
const BARE = 'subscription($id: ID!, $after: String) { changed(id: $id, after: $after) { n } }'
const change = (n: number, id: string) => ({ data: { it: { n, item: { name: `name ${id}`, id } } } })
const bare = (n: number) => ({ data: { changed: { n } } })

const sockets: ReturnType<typeof socketClient>[] = []

function connected(payload: Record<string, unknown> = {}) {
  const socket = socketClient(router.url, payload)
  sockets.push(socket)
  return socket
}

test('each event is filled with fields of other subgraphs, first the present state, and no cursor that was not selected', async () => {
  const { client } = connected()
  feed.emit('a')
  const heard = listen(client, WITH_NAME, { id: 'a' })
  await until(() => heard.results.length === 1)
  feed.emit('a')
  feed.emit('a')
  await until(() => heard.results.length === 3)
  expect(heard.results).toEqual([change(1, 'a'), change(2, 'a'), change(3, 'a')])
  feed.end('a')
  await until(() => heard.ended !== undefined)
  expect(heard.ended).toBe('complete')
})

test('clients of the same token share one upstream; another token has its own', async () => {
  const ann = { authorization: `Bearer ${await token('ann', [])}` }
  const [one, two, other] = [connected(ann), connected(ann), connected()]
  const heard = [one, two, other].map(({ client }) => listen(client, BARE, { id: 'b' }))
  await until(() => feed.following === 2)
  expect(router.services.subscriptions.upstreams).toBe(2)
  feed.emit('b')
  await until(() => heard.every(({ results }) => results.length === 1))
  heard[0]?.stop()
  feed.emit('b')
  await until(() => heard.filter(({ results }) => results.length === 2).length === 2)
  expect(router.services.subscriptions.upstreams).toBe(2)
})

test('what the schema says is the same for everyone is shared by all, and requested without a token', async () => {
  const query = 'subscription { everyone(id: "p") { n } }'
  const both = [connected(), connected({ authorization: `Bearer ${await token('ann', [])}` })]
  const before = changes.connections.length
  const heard = both.map(({ client }) => listen(client, query))
  await until(() => feed.following === 1)
  feed.emit('p')
  await until(() => heard.every(({ results }) => results.length === 1))
  expect(changes.connections.slice(before)).toEqual([{}])
})

test('a late joiner gets the last event first, with other fields fetched anew', async () => {
  const { client } = connected()
  feed.emit('late')
  const early = listen(client, WITH_NAME, { id: 'late' })
  await until(() => early.results.length === 1)
  const fetches = names.received.length
  const late = listen(client, WITH_NAME, { id: 'late' })
  await until(() => late.results.length === 1)
  expect(late.results).toEqual([change(1, 'late')])
  expect([names.received.length, router.services.subscriptions.upstreams]).toEqual([fetches + 1, 1])
  feed.emit('late')
  await until(() => late.results.length === 2 && early.results.length === 2)
  expect(names.received.length).toBe(fetches + 2)
})

test('who joins a stream without cursors late gets what its subgraph sends first', async () => {
  const { client } = connected()
  feed.emit('present')
  const plain = 'subscription { plain(id: "present") { n } }'
  const early = listen(client, plain)
  await until(() => early.results.length === 1)
  const late = listen(client, plain)
  await until(() => late.results.length === 1)
  expect(late.results).toEqual(early.results)
  feed.emit('present')
  await until(() => late.results.length === 2 && early.results.length === 2)
})

test('a client that goes on after a cursor loses nothing, also beside others who are further', async () => {
  const { client } = connected()
  for (let n = 0; n < 4; n++) feed.emit('r')
  const present = listen(client, BARE, { id: 'r' })
  await until(() => present.results.length === 1)
  const behind = listen(client, BARE, { id: 'r', after: 'c1' })
  await until(() => behind.results.length === 3)
  const further = listen(client, BARE, { id: 'r', after: 'c1' })
  await until(() => further.results.length === 3)
  expect([present.results, behind.results, further.results]).toEqual([
    [bare(4)],
    [bare(2), bare(3), bare(4)],
    [bare(2), bare(3), bare(4)],
  ])
})

test('while its subgraph is killed and comes back, a client misses nothing, in order, nothing twice', async () => {
  const { client } = connected()
  feed.emit('k')
  const heard = listen(client, WITH_NAME, { id: 'k' })
  await until(() => heard.results.length === 1)
  for (let round = 0; round < 3; round++) {
    await changes.kill()
    feed.emit('k')
    feed.emit('k')
    await changes.start()
    await until(() => heard.results.length === 3 + round * 3)
    feed.emit('k')
    await until(() => heard.results.length === 4 + round * 3)
  }
  expect(heard.results).toEqual(Array.from({ length: 10 }, (_, index) => change(index + 1, 'k')))
  expect(heard.ended).toBeUndefined()
})

test('the upstream ends when its client leaves while it is still being opened', async () => {
  const { client } = connected()
  const heard = listen(client, BARE, { id: 'q' })
  await until(() => router.services.subscriptions.upstreams === 1)
  heard.stop()
  await until(() => router.services.subscriptions.upstreams === 0)
})

test('the upstream ends when the client is cut off', async () => {
  const socket = connected()
  const heard = listen(socket.client, BARE, { id: 'cut' })
  await until(() => feed.following === 1)
  socket.sockets[0]?.terminate()
  await until(() => feed.following === 0)
  expect(heard.results).toEqual([])
})

test('a refusal of the subgraph reaches the client with its code', async () => {
  const { client } = connected()
  const unknown = listen(client, BARE, { id: 'nobody' })
  await until(() => unknown.ended !== undefined)
  expect(unknown.results).toEqual([
    {
      errors: [
        { message: 'there is no such item', path: ['changed'], extensions: { code: 'NOT_FOUND', service: 'changes' } },
      ],
    },
  ])
  const lost = listen(client, BARE, { id: 'r', after: 'garbage' })
  await until(() => lost.ended !== undefined)
  expect(JSON.stringify(lost.results)).toContain('CURSOR_EXPIRED')
})

test('a subgraph that is not there is waited for as long as for an answer, then unavailable', async () => {
  const { client } = connected()
  await changes.kill()
  const heard = listen(client, BARE, { id: 'gone' })
  await until(() => heard.ended !== undefined)
  expect(heard.results).toEqual([
    {
      errors: [
        { message: expect.any(String), extensions: { code: 'SERVICE_UNAVAILABLE', service: 'changes', retryAfter: 1 } },
      ],
    },
  ])
  await changes.start()
})

test('a stream without cursors ends with an error when its subgraph goes: events may have been missed', async () => {
  const { client } = connected()
  feed.emit('u')
  const heard = listen(client, 'subscription { plain(id: "u") { n } }')
  await until(() => heard.results.length === 1)
  await changes.kill()
  await until(() => heard.ended !== undefined)
  expect(JSON.stringify(heard.results.at(-1))).toContain('SERVICE_UNAVAILABLE')
  await changes.start()
})

test('what a caller may not see is null in each event, with an error', async () => {
  const { client } = connected()
  feed.emit('s')
  const heard = listen(client, 'subscription { changed(id: "s") { n item { secret } } }')
  await until(() => heard.results.length === 1)
  expect(heard.results).toEqual([
    {
      data: { changed: { n: 1, item: { secret: null } } },
      errors: [
        { message: expect.any(String), path: ['changed', 'item', 'secret'], extensions: { code: 'UNAUTHENTICATED' } },
      ],
    },
  ])
})

test('a subscription that needs a scope is refused without one, and nothing is opened', async () => {
  const anonymous = connected()
  const refused = listen(anonymous.client, 'subscription { members(id: "m") { n } }')
  await until(() => refused.ended !== undefined)
  expect(refused.ended).toEqual([
    { message: expect.any(String), path: ['members'], extensions: { code: 'UNAUTHENTICATED' } },
  ])
  const member = connected({ authorization: `Bearer ${await token('ann', ['member'])}` })
  feed.emit('m')
  const heard = listen(member.client, 'subscription { members(id: "m") { n } }')
  await until(() => heard.results.length === 1)
})

test('a condition on the root of a subscription is refused', async () => {
  const { client } = connected()
  const heard = listen(client, 'subscription($is: Boolean!) { changed(id: "x") @include(if: $is) { n } }', { is: true })
  await until(() => heard.ended !== undefined)
  expect(heard.ended).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
})

test('another supergraph is adopted while a subscription goes on', async () => {
  const { client } = connected()
  feed.emit('x')
  const heard = listen(client, WITH_NAME, { id: 'x' })
  await until(() => heard.results.length === 1)
  const id = router.services.graph.current.supergraph.id
  const { definition } = names
  names.change(`${definition.sdl}\nextend type Item { size: Int }`, {
    Item: { __resolveReference: (item: { id: string }) => ({ ...item, name: `name ${item.id}`, size: 1 }) },
  })
  await router.compose(all)
  await until(() => router.services.graph.current.supergraph.id !== id)
  feed.emit('x')
  await until(() => heard.results.length === 2)
  const grown = listen(client, 'subscription { changed(id: "x") { item { size } } }')
  await until(() => grown.results.length === 1)
  expect([heard.results, grown.results]).toEqual([
    [change(1, 'x'), change(2, 'x')],
    [{ data: { changed: { item: { size: 1 } } } }],
  ])
})
