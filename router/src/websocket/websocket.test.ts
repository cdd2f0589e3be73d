import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { feedGraph } from '../../testing/feed.ts'
import { listen, rawSocket, socketClient, type RawSocketOptions } from '../../testing/client.ts'
import { ToyRouter, token } from '../../testing/toy-router.ts'
import { until } from '../../testing/until.ts'

const { feed, names, all } = feedGraph()
let router: ToyRouter

beforeAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all, {
    LIMIT_SUBSCRIPTIONS: '2',
    LIMIT_BODY_BYTES: '1000',
    SUBSCRIPTION_QUEUE: '5',
  })
})
afterAll(async () => {
  await router.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

const CHANGED = 'subscription($id: ID!) { changed(id: $id) { n } }'
const soon = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

type Options = RawSocketOptions & { at?: ToyRouter }

const raw = ({ at = router, ...options }: Options = {}) => rawSocket(at.url, options)

test('all three kinds of operation run over one socket', async () => {
  const { client } = socketClient(router.url)
  const query = listen(client, '{ hello }')
  const mutation = listen(client, 'mutation { wave }')
  await until(() => query.ended === 'complete' && mutation.ended === 'complete')
  feed.emit('a')
  const subscription = listen(client, CHANGED, { id: 'a' })
  await until(() => subscription.results.length === 1)
  expect([query.results, mutation.results, subscription.results]).toEqual([
    [{ data: { hello: 'hello' } }],
    [{ data: { wave: 'waved' } }],
    [{ data: { changed: { n: 1 } } }],
  ])
  await client.dispose()
})

test('an invalid operation gets an error with its code and location, and the socket remains open', async () => {
  const { client } = socketClient(router.url)
  const wrong = listen(client, '{ nothing }')
  await until(() => wrong.ended !== undefined)
  expect(wrong.ended).toEqual([
    {
      message: expect.any(String),
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
  ])
  const right = listen(client, '{ hello }')
  await until(() => right.ended === 'complete')
  await client.dispose()
})

test.each([
  ['is forged', 4401, async () => token('eve', [], { secret: 'another secret of thirty-two bytes' })],
  ['is garbage', 4401, async () => 'garbage'],
  ['has expired, which its client would only send again,', 4401, async () => token('eve', [], { expires: soon(-100) })],
])('a token that %s closes the socket with %i', async (_what, code, make) => {
  const { client, closed } = socketClient(router.url, { authorization: `Bearer ${await make()}` })
  listen(client, '{ hello }')
  expect((await closed).code).toBe(code)
})

test('a token that is no string closes the socket', async () => {
  const { client, closed } = socketClient(router.url, { authorization: { token: 1 } })
  listen(client, '{ hello }')
  expect((await closed).code).toBe(4401)
})

test('when the token expires, the socket is closed with a code of its own', async () => {
  const { client, closed } = socketClient(router.url, {
    authorization: `Bearer ${await token('ann', [], { expires: soon(1) })}`,
  })
  listen(client, CHANGED, { id: 'expiring' })
  expect(await closed).toEqual({ code: 4403, reason: 'Token expired' })
  await until(() => feed.following === 0)
})

test('the token may stand in the header of the request that opens the socket', async () => {
  const { socket, send, closed } = await raw({ headers: { authorization: 'Bearer garbage' } })
  send({ type: 'connection_init' })
  expect((await closed).code).toBe(4401)
  expect(socket.readyState).toBe(WebSocket.CLOSED)
})

test('more operations at a time than one socket carries are refused by name', async () => {
  const { client } = socketClient(router.url)
  const open = [1, 2, 3].map(() => listen(client, CHANGED, { id: 'many' }))
  await until(() => open[2]?.ended !== undefined)
  expect(open[2]?.ended).toEqual([
    { message: expect.any(String), extensions: { code: 'LIMIT_EXCEEDED', limit: 'subscriptions' } },
  ])
  feed.emit('many')
  await until(() => open[0]?.results.length === 1)
  open[0]?.stop()
  const another = listen(client, '{ hello }')
  await until(() => another.ended === 'complete')
  await client.dispose()
})

test.each([
  ['what is no message', 4400, (send: (message: object) => void) => send({ type: 'nonsense' })],
  ['what only servers say', 4400, (send: (message: object) => void) => send({ type: 'connection_ack' })],
  [
    'a result, which only servers give,',
    4400,
    (send: (message: object) => void) => send({ type: 'next', id: '1', payload: {} }),
  ],
  [
    'a long id that is taken',
    4409,
    async (send: (message: object) => void, acknowledged: () => Promise<void>) => {
      const subscribe = { type: 'subscribe', id: 'ä'.repeat(300), payload: { query: CHANGED, variables: { id: 'x' } } }
      await acknowledged()
      for (const message of [subscribe, subscribe]) send(message)
    },
  ],
  [
    'an operation before connection_init',
    4401,
    (send: (message: object) => void) => send({ type: 'subscribe', id: '1', payload: { query: '{ hello }' } }),
  ],
  [
    'a second connection_init',
    4429,
    (send: (message: object) => void) => {
      send({ type: 'connection_init' })
      send({ type: 'connection_init' })
    },
  ],
])('%s closes the socket with %i, as the protocol has it', async (_what, code, act) => {
  const { closed, send, acknowledged } = await raw()
  await act(send, acknowledged)
  expect((await closed).code).toBe(code)
})

test('a message over the limit closes the socket', async () => {
  const { closed, send } = await raw()
  send({ type: 'connection_init', payload: { filler: 'x'.repeat(2000) } })
  expect((await closed).code).toBe(1009)
})

test('pings are answered', async () => {
  const { socket, send } = await raw()
  send({ type: 'ping', payload: { n: 1 } })
  const [message] = await once(socket, 'message')
  expect(JSON.parse(String(message))).toEqual({ type: 'pong', payload: { n: 1 } })
  socket.terminate()
})

const before = async () => undefined
const after = (acknowledged: () => Promise<void>) => acknowledged()

test.each([
  ['pings before connection_init', { type: 'ping' }, before, 'Too many pings'],
  ['pings after it', { type: 'ping' }, after, 'Too many pings'],
  ['pongs', { type: 'pong' }, before, 'Too many messages'],
  ['ends of operations that there are not', { type: 'complete', id: 'x' }, after, 'Too many messages'],
])('%s count as requests of an address: too many close the socket', async (_, message, begun, reason) => {
  await using limited = await ToyRouter.start(all, { RATE_PER_ADDRESS: '1', TRUSTED_PROXIES: '1' })
  const { send, acknowledged, closed } = await raw({ at: limited, headers: { 'x-forwarded-for': '192.0.2.9' } })
  await begun(acknowledged)
  for (let count = 0; count < 50; count++) send(message)
  expect(await closed).toEqual({ code: 4429, reason })
})

test('operations that are refused count as well', async () => {
  await using limited = await ToyRouter.start(all, { RATE_PER_ADDRESS: '1', TRUSTED_PROXIES: '1' })
  const { socket, send, acknowledged } = await raw({ at: limited, headers: { 'x-forwarded-for': '192.0.2.8' } })
  await acknowledged()
  const messages: string[] = []
  socket.on('message', (message: Buffer) => messages.push(message.toString()))
  for (let id = 0; id < 30; id++) send({ type: 'subscribe', id: String(id), payload: { query: '{ nothing }' } })
  await until(() => messages.length === 30)
  const refused = messages.filter((message) => message.includes('"limit":"addressRate"')).length
  expect(refused).toBeGreaterThanOrEqual(10) // of ten seconds ten may begin; the more the longer this takes
  socket.terminate()
})

test('a client ends an operation that has just ended at the router: that counts for nothing', async () => {
  await using limited = await ToyRouter.start(all, { RATE_PER_ADDRESS: '1', TRUSTED_PROXIES: '1' })
  const { socket, send, acknowledged } = await raw({ at: limited, headers: { 'x-forwarded-for': '192.0.2.7' } })
  await acknowledged()
  let messages = 0
  socket.on('message', () => messages++)
  const begin = (id: number) => send({ type: 'subscribe', id: String(id), payload: { query: '{ nothing }' } })
  for (let id = 0; id < 30; id++) begin(id)
  await until(() => messages === 30)
  for (let id = 0; id < 30; id++) send({ type: 'complete', id: String(id) })
  begin(30)
  await until(() => messages === 31) // else the socket is closed
  socket.terminate()
})

test('a client that does not answer pings is given up, and so are its requests', async () => {
  await using impatient = await ToyRouter.start(all, { HEARTBEAT_MS: '100' })
  const { closed, send, acknowledged } = await raw({ autoPong: false, at: impatient })
  await acknowledged()
  send({ type: 'subscribe', id: '1', payload: { query: CHANGED, variables: { id: 'dead' } } })
  expect((await closed).code).toBe(1006)
  await until(() => feed.following === 0 && impatient.services.subscriptions.upstreams === 0)
})

test.each([
  ['a page of a foreign origin', { headers: { origin: 'https://evil.example' } }, 403],
  ['another path', { path: '/other' }, 404],
])('%s gets no socket', async (_what, options, status) => {
  await expect(raw(options)).rejects.toThrow(String(status))
})

test('a client that reads more slowly than events arrive is disconnected, with a code for retry', async () => {
  const { socket, closed, send, acknowledged } = await raw()
  await acknowledged()
  send({ type: 'subscribe', id: '1', payload: { query: CHANGED, variables: { id: 'fast' } } })
  await until(() => feed.following === 1)
  socket.pause()
  let sent = 0
  while (feed.following === 1 && sent < 500_000) {
    feed.emit('fast')
    if (++sent % 50 === 0) await new Promise(setImmediate)
  }
  expect(feed.following).toBe(0)
  socket.resume()
  expect((await closed).code).toBe(4413)
  expect(
    await router.metric('router_clients_cut_off_total', { transport: 'websocket', reason: 'queue' }),
  ).toBeGreaterThan(0)
})

test('when the router stops, requests end first, and sockets are closed with a code for retry', async () => {
  const another = await ToyRouter.start(all)
  const { client, closed } = socketClient(another.url)
  const heard = listen(client, CHANGED, { id: 'stopping' })
  await until(() => feed.following === 1)
  const held = Promise.withResolvers<ServerResponse>()
  names.override = (_request, response) => held.resolve(response)
  const running = another.request('{ hello }')
  const response = await held.promise
  names.override = undefined
  const stopped = another.stop()
  expect((await closed).code).toBe(1001)
  response.end('{"data":{"hello":"late"}}')
  expect(await running).toEqual({ data: { hello: 'late' } })
  await stopped
  expect([feed.following, heard.results]).toEqual([0, []])
})

test('an address at its limit of sockets is refused with a code for retry; others are accepted', async () => {
  const limited = await ToyRouter.start(all, { LIMIT_SOCKETS_PER_ADDRESS: '2', TRUSTED_PROXIES: '1' })
  const from = (address: string) => raw({ at: limited, headers: { 'x-forwarded-for': address } })
  const [first] = await Promise.all([from('192.0.2.1'), from('192.0.2.1')])
  expect(await (await from('192.0.2.1')).closed).toEqual({ code: 1013, reason: 'Try again later' })
  const other = await from('192.0.2.2')
  await other.acknowledged()
  first.socket.close()
  await first.closed
  await until(async () => {
    const again = await from('192.0.2.1')
    return Promise.race([again.closed.then(() => false), again.acknowledged().then(() => true)])
  })
  await limited.stop()
})

test('a client that is refused and sends invalid messages is disconnected, and no other is', async () => {
  const limited = await ToyRouter.start(all, { LIMIT_SOCKETS_PER_ADDRESS: '1', TRUSTED_PROXIES: '1' })
  await raw({ at: limited, headers: { 'x-forwarded-for': '192.0.2.1' } })
  const { hostname, port } = new URL(limited.url)
  const refused = connect(Number(port), hostname)
  const key = Buffer.alloc(16).toString('base64')
  const lines = [
    'GET /graphql HTTP/1.1',
    `host: ${hostname}`,
    'connection: upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    `sec-websocket-key: ${key}`,
    'sec-websocket-protocol: graphql-transport-ws',
    'x-forwarded-for: 192.0.2.1',
  ]
  refused.write(`${lines.join('\r\n')}\r\n\r\n`)
  refused.on('error', () => undefined)
  await once(refused, 'data')
  refused.write(Buffer.from([0x81, 0x01, 0x41])) // a frame of a client has to be masked
  await once(refused, 'close')
  expect(await limited.request('{ hello }')).toEqual({ data: { hello: 'hello' } })
  await limited.stop()
})
