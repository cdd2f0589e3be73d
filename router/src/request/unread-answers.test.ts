/** Who does not take answers loses them, and others have theirs, byte for byte. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { ToyRouter } from '../../testing/toy-router.ts'
import { LINK, ToySubgraph } from '../../testing/toy-subgraph.ts'
import { unreadSocket } from '../../testing/unread-socket.ts'
import { until } from '../../testing/until.ts'

const MB = 1_048_576
const LENGTH = 100_000
/** Different for each number, and not of ASCII alone. */
function textOf(n: number, length: number): string {
  const unit = `${n} é ${'x'.repeat(n % 7)}|`
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
}

const big = new ToySubgraph('big', `${LINK} type Query { big(n: Int!, length: Int!): String small: String }`, {
  Query: {
    big: (_: unknown, { n, length }: { n: number; length: number }) => textOf(n, length),
    small: () => 'small',
  },
})
let router: ToyRouter
const sockets: Socket[] = []
beforeAll(async () => {
  await big.start()
  router = await ToyRouter.start([big], {
    TRUSTED_PROXIES: '1',
    LIMIT_UNSENT_BYTES: String(32 * MB),
    LIMIT_READING_BYTES: String(4 * MB),
    LIMIT_BODY_BYTES: String(MB),
    RATE_PER_ADDRESS: '0',
    RATE_PER_USER: '0',
    RATE_COST: '0',
    UPSTREAM_TIMEOUT_MS: '60000',
    REQUEST_TIMEOUT_MS: '60000',
  })
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await router.stop()
  await big.kill()
})

const bodyFor = (n: number, length: number): string =>
  JSON.stringify({
    query: 'query Big($n: Int!, $length: Int!) { big(n: $n, length: $length) }',
    variables: { n, length },
  })

function post(address: string, body: string, length = Buffer.byteLength(body)): string {
  const head = ['POST /graphql HTTP/1.1', 'host: localhost', 'content-type: application/json']
  return [...head, `x-forwarded-for: ${address}`, `content-length: ${length}`, '', body].join('\r\n')
}

/** A connection that sends this and reads nothing until it is resumed. */
function unread(text: string): Socket {
  const socket = unreadSocket(router.url, text)
  sockets.push(socket)
  return socket
}

const Answer = z.object({ data: z.object({ big: z.string() }).partial() })
async function read(address: string, body: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': address }
  const response = await fetch(`${router.url}/graphql`, { method: 'POST', headers, body })
  const text = await response.text()
  return response.ok ? Answer.parse(JSON.parse(text)).data.big : text
}
const services = () => router.services

test('two addresses that read none of their answers do not keep others from long ones', async () => {
  const unreadAnswers = Array.from({ length: 4 }, (_, n) => unread(post(`10.0.0.${n % 2}`, bodyFor(n, 6_500_000))))
  await until(() => services().unsent.bytes > 28 * MB)
  expect(await read('10.0.0.9', bodyFor(9, 3 * MB))).toBe(textOf(9, 3 * MB))
  expect(await router.metric('router_clients_cut_off_total', { transport: 'http', reason: 'unsent' })).toBeGreaterThan(
    0,
  )
  for (const socket of unreadAnswers) socket.destroy()
  await until(() => services().unsent.bytes === 0)
})

test('addresses that send half bodies do not keep others from whole ones', async () => {
  const halves = Array.from({ length: 4 }, (_, n) => unread(post(`10.0.1.${n}`, ' '.repeat(1_000_000), 1_040_000)))
  for (const socket of halves) socket.resume()
  await until(() => services().reading.bytes > 4_000_000)
  expect(await read('10.0.0.9', bodyFor(9, 100) + ' '.repeat(500_000))).toBe(textOf(9, 100))
  for (const socket of halves) socket.destroy()
  await until(() => services().reading.bytes === 0)
})

/** Sends several requests without reading, reads some of their answers, and goes. */
async function leave(n: number): Promise<void> {
  const requests = [n, n + 1, n + 2].map((each) => post('10.0.2.1', bodyFor(each, LENGTH * 4)))
  const socket = unread(requests.join(''))
  let bytes = 0
  socket.on('data', (chunk) => {
    bytes += chunk.length
    if (bytes > (n % 40) * 30_000) socket.destroy()
  })
  socket.resume()
  await once(socket, 'close')
}

const Next = z.object({ type: z.string(), payload: z.object({ data: z.object({ big: z.string() }) }).optional() })

/** Several long answers at a time over a WebSocket; @returns texts, of which the last ones are missing where it is terminated after some. */
async function converse(n: number, after = Infinity): Promise<readonly string[]> {
  const socket = new WebSocket(`${router.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { 'x-forwarded-for': '10.0.3.1' },
  })
  const texts: string[] = []
  socket.on('open', () => socket.send('{"type":"connection_init"}'))
  socket.on('error', () => undefined)
  socket.on('message', (data: Buffer) => {
    const { type, payload } = Next.parse(JSON.parse(data.toString()))
    if (type === 'connection_ack')
      for (let id = n; id < n + 6; id++)
        socket.send(`{"id":"${id}","type":"subscribe","payload":${bodyFor(id, LENGTH)}}`)
    if (payload) texts.push(payload.data.big)
    if (texts.length >= after) socket.terminate()
    if (texts.length === 6) socket.close()
  })
  await once(socket, 'close')
  return texts
}

test('clients that go in the middle of long answers, or of messages, change nothing in those of others', async () => {
  const rounds = Array.from({ length: 12 }, (_, n) => n * 10)
  const answers = await Promise.all([
    ...rounds.map(async (n) => [await read('10.0.4.1', bodyFor(n, LENGTH * 3)), textOf(n, LENGTH * 3)]),
    ...rounds.map(async (n) => [await read('10.0.4.2', bodyFor(n, LENGTH)), textOf(n, LENGTH)]),
    ...rounds.slice(0, 4).map(async (n) => {
      const texts = await converse(n)
      const expected = Array.from({ length: 6 }, (_, each) => textOf(n + each, LENGTH))
      return [[...texts].toSorted(), expected.toSorted()]
    }),
    ...rounds.slice(0, 8).map(async (n) => leave(n).then(() => [])),
    ...rounds.slice(0, 4).map(async (n) => converse(n, 1 + (n % 3)).then(() => [])),
  ])
  for (const [found, expected] of answers) expect(found).toEqual(expected)
  await until(() => services().unsent.bytes === 0 && services().reading.bytes === 0)
  expect(await read('10.0.4.3', '{"query":"{ big: small }"}')).toBe('small')
})
