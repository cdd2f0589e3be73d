/** What clients leave lying here, and what they send by halves, has an end: also of all together. */
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { ToyRouter } from '../../testing/toy-router.ts'
import { LINK, ToySubgraph } from '../../testing/toy-subgraph.ts'
import { unreadSocket } from '../../testing/unread-socket.ts'
import { until } from '../../testing/until.ts'

const MB = 1_048_576
const big = new ToySubgraph('big', `${LINK} type Query { big(mb: Int!, n: Int): String small: String }`, {
  Query: { big: (_: unknown, { mb }: { mb: number }) => 'x'.repeat(mb * MB), small: () => 'small' },
})
let router: ToyRouter
const sockets: Socket[] = []
beforeAll(async () => {
  await big.start()
  router = await ToyRouter.start([big], {
    LIMIT_UNSENT_BYTES: String(64 * MB),
    LIMIT_READING_BYTES: String(MB),
    LIMIT_CONCURRENT: '2',
    UPSTREAM_TIMEOUT_MS: '60000',
    REQUEST_TIMEOUT_MS: '60000',
    HEARTBEAT_MS: '2500',
  })
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await router.stop()
  await big.kill()
})

/** A connection that sends this and reads nothing. */
function unread(text: string): Socket {
  const socket = unreadSocket(router.url, text)
  sockets.push(socket)
  return socket
}
/** WebSockets so far. */
const cutOff = (reason: string) => router.metric('router_clients_cut_off_total', { transport: 'websocket', reason })
const post = (body: string, length = body.length) =>
  `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`
/** Of equal requests at a time a subgraph would be queried only once. */
const textQuery = (mb: number, n: number) => ({
  query: 'query Big($mb: Int!, $n: Int) { big(mb: $mb, n: $n) }',
  variables: { mb, n },
})
const status = () =>
  new Promise((resolve) => {
    const headers = { 'content-type': 'application/json' }
    request(`${router.url}/graphql`, { method: 'POST', headers }, (response) =>
      resolve(response.resume().statusCode),
    ).end('{"query":"{ small }"}')
  })

test('an answer that is not taken holds its place; others are refused while there is none', async () => {
  const held = Array.from({ length: 2 }, (_, n) => unread(post(JSON.stringify(textQuery(6, n)))))
  await until(() => big.received.length >= 2)
  await until(async () => (await status()) === 503)
  for (const socket of held) socket.destroy()
  await until(async () => (await status()) === 200)
})

test('half bodies hold no more than LIMIT_READING_BYTES together; the next ones are refused', async () => {
  const half = 'x'.repeat(200_000)
  const senders = Array.from({ length: 20 }, () => unread(post(half, 250_000)))
  const refused = new Set<Socket>()
  for (const socket of senders) {
    socket.resume()
    socket.on('data', (chunk) => String(chunk).includes('503') && refused.add(socket))
  }
  await until(() => refused.size >= 14)
  for (const socket of senders) socket.destroy()
  await until(async () => (await status()) === 200)
})

/** A WebSocket that sends these bytes, without end or once. */
function rawFrames(frames: Buffer, isEndless = false): Socket {
  const socket = unread('')
  const { host } = new URL(router.url)
  socket.write(
    [
      ...[
        `GET /graphql HTTP/1.1`,
        `host: ${host}`,
        'connection: Upgrade',
        'upgrade: websocket',
        'sec-websocket-version: 13',
      ],
      ...[
        `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
        'sec-websocket-protocol: graphql-transport-ws',
        '',
        '',
      ],
    ].join('\r\n'),
  )
  const send = (): void => void (socket.writable && socket.write(frames, () => isEndless && setImmediate(send)))
  send()
  return socket
}

/** The first so many of the bytes that a masked frame has. */
function frame(first: number, length: number, sent = length): Buffer {
  const head = Buffer.alloc(14)
  head[0] = first
  head[1] = 0x80 | 127
  head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, Buffer.alloc(sent, 'x')])
}
const FRAGMENTS = [0x01, 0x00, 0x00].map((first) => frame(first, 60_000))

test.each([
  ['half a frame', frame(0x81, 200_000, 180_000)],
  ['frames without the last one', Buffer.concat(FRAGMENTS)],
])(
  'messages of which %s has come hold no more than LIMIT_READING_BYTES together; the next sockets are closed',
  async (_, sent) => {
    const senders: Socket[] = []
    let isClosed = 0
    for (let n = 0; n < 20; n++) {
      const socket = rawFrames(sent)
      senders.push(socket)
      socket.resume().on('close', () => isClosed++)
    }
    await until(() => isClosed >= 14)
    expect(await cutOff('reading')).toBeGreaterThanOrEqual(14)
    expect(router.services.reading.bytes).toBeLessThanOrEqual(MB)
    for (const socket of senders) socket.destroy()
    await until(() => router.services.reading.bytes === 0)
  },
)

const BY_CHUNKS = `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`

test.each([
  ['chunks of a body', () => unread(BY_CHUNKS + '1\r\nx\r\n'.repeat(3_000))],
  ['frames of a message', () => rawFrames(Buffer.concat([frame(0x01, 1), ...Array(2_999).fill(frame(0x00, 1))]))],
])('%s of one byte each count as what they occupy', async (_, send) => {
  const socket = send()
  await until(() => router.services.reading.bytes > 500_000)
  socket.destroy()
  await until(() => router.services.reading.bytes === 0)
})

test('a WebSocket that sends pings and reads nothing is not read from either, and is closed', async () => {
  const ping = Buffer.concat([Buffer.from([0x89, 0x80 | 125, 0, 0, 0, 0]), Buffer.alloc(125)])
  const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]) // it is no dead one, however long it takes until it is not read from any more
  const socket = rawFrames(Buffer.concat([...Array.from({ length: 1_000 }, () => ping), pong]), true)
  let maxBytes = 0
  await until(() => router.services.unsent.bytes > 0)
  await until(() => {
    maxBytes = Math.max(maxBytes, router.services.unsent.bytes)
    return router.services.unsent.bytes === 0
  })
  expect(maxBytes).toBeLessThan(4 * MB)
  socket.destroy()
})

test('a WebSocket that reads nothing is not read from either, and is closed', async () => {
  const before = big.received.length
  const socket = new WebSocket(router.url.replace('http', 'ws') + '/graphql', 'graphql-transport-ws', {
    autoPong: false,
  })
  const closed = new Promise((resolve) => socket.on('close', resolve))
  socket.on('open', () => socket.send('{"type":"connection_init"}'))
  await new Promise((resolve) => socket.once('message', resolve))
  socket.pause()
  const alive = setInterval(() => socket.pong(), 500) // however long its first answers take
  for (let id = 0; id < 250; id++)
    socket.send(JSON.stringify({ type: 'subscribe', id: String(id), payload: textQuery(1, id) }))
  // The router gives up: it cuts the connection off, which a client that does not read hears of when it reads on.
  await until(() => router.services.unsent.bytes > 0)
  await until(() => router.services.unsent.bytes === 0)
  expect(big.received.length - before).toBeLessThan(30)
  expect(await cutOff('stalled')).toBeGreaterThan(0)
  clearInterval(alive)
  socket.resume()
  await closed
})
