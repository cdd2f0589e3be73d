import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { Pool } from 'undici'
import type { UpstreamOutcome } from '../../executor.ts'
import { Fetch } from '../fetch.ts'
import { Receiving } from '../receiving.ts'
import { UpstreamHeaders } from '../upstream-headers.ts'
import { overUndici } from '../transport-to.ts'
import type { HttpTransport } from '../transport.ts'
import { Http1Pool } from './http1-pool.ts'

const GOOD = '{"data":"good"}'
const POISON = '{"data":"evil"}'
const OK = 'HTTP/1.1 200 OK\r\n'
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`
const ANSWER = `${OK}content-length: 15\r\n\r\n`
const MAX_BYTES = 100_000
const NEVER_MS = 120_000
/** For what has no end: nothing else can happen. */
const SOON_MS = 100

/** What the server does with the request, all of which has come. */
type Behaviour = string | ((socket: Socket) => void)

let behaviour: Behaviour = ''
let received: string[] = []
const server = createServer((socket) => {
  let text = ''
  socket.on('error', () => undefined)
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
    const [, head = '', length = ''] = /^(.*?content-length: (\d+)\r\n\r\n)/s.exec(text) ?? []
    if (head === '' || text.length < head.length + Number(length)) return
    const body = text.slice(head.length)
    text = ''
    received.push(body)
    if (body === 'asked') socket.write(ANSWER + GOOD)
    else if (typeof behaviour === 'string') socket.write(behaviour)
    else behaviour(socket)
  })
})
let origin = ''

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

/** Status and body of the answer, or why there is none. */
function fetchOnce(transport: HttpTransport, body: string, waitMs: number): Promise<string> {
  const context = { headers: new UpstreamHeaders(['x-request-id', '1']), deadline: Number.POSITIVE_INFINITY }
  const bounds = { maxBytes: MAX_BYTES, receiving: new Receiving(1e9) }
  const { promise, resolve } = Promise.withResolvers<string>()
  const events = {
    invalidAnswer: () => undefined,
    retry: () => undefined,
    ended: (outcome: UpstreamOutcome) =>
      resolve(outcome.ok ? `${outcome.status} ${outcome.body.toString()}` : outcome.reason),
  }
  const fetch = new Fetch(transport, '/graphql', { service: 'stars', body, idempotent: false }, context, bounds, events)
  fetch.start(waitMs, 'timeout')
  return promise
}

const inPieces =
  (text: string): Behaviour =>
  (socket) => {
    const next = (at: number): void => {
      if (at < text.length) socket.write(text.slice(at, at + 1), 'latin1', () => setImmediate(next, at + 1))
    }
    next(0)
  }

const andThen =
  (text: string, end: (socket: Socket) => void): Behaviour =>
  (socket) =>
    void socket.write(text, 'latin1', () => end(socket))

const fin = (socket: Socket): void => void socket.end()
const reset = (socket: Socket): void => void socket.resetAndDestroy()

const good = `200 ${GOOD}`

/** undici is more lenient, or stricter, where the outcome is another. */
type Attack = readonly [what: string, behaviour: Behaviour, outcome: string, ofUndici?: string]

const ATTACKS: readonly Attack[] = [
  ['an answer byte by byte', inPieces(ANSWER + GOOD), good],
  ['chunks byte by byte', inPieces(`${CHUNKED}5\r\n{"dat\r\na;x=y\r\na":"good"}\r\n0\r\nt: u\r\n\r\n`), good],
  ['a second answer in the same packet', `${ANSWER}${GOOD}${ANSWER}${POISON}`, good],
  ['a second answer behind chunks', `${CHUNKED}f\r\n${GOOD}\r\n0\r\n\r\n${ANSWER}${POISON}`, good],
  ['half a second answer', `${ANSWER}${GOOD}HTTP/1.1 200 OK\r\ncontent-le`, good],
  ['line ends behind the answer', `${ANSWER}${GOOD}\r\n\r\n`, good],
  ['two lengths that differ', `${OK}content-length: 15\r\ncontent-length: 12\r\n\r\n${GOOD}`, 'unreachable'],
  ['two lengths that agree', `${OK}content-length: 15\r\ncontent-length: 15\r\n\r\n${GOOD}`, 'unreachable'],
  ['a list of lengths', `${OK}content-length: 15, 15\r\n\r\n${GOOD}`, 'unreachable'],
  ['a length with a plus', `${OK}content-length: +15\r\n\r\n${GOOD}`, 'unreachable'],
  ['a negative length', `${OK}content-length: -15\r\n\r\n${GOOD}`, 'unreachable'],
  ['a length in hexadecimal', `${OK}content-length: 0xf\r\n\r\n${GOOD}`, 'unreachable'],
  ['a length with a space', `${OK}content-length: 1 5\r\n\r\n${GOOD}`, 'unreachable'],
  ['a length beyond 2^64', `${OK}content-length: 18446744073709551631\r\n\r\n${GOOD}`, 'unreachable'],
  ['a length of many zeros', `${OK}content-length: 0000000015\r\n\r\n${GOOD}`, good],
  ['a length of zeros', `${OK}content-length: 00\r\n\r\n`, 'invalid'],
  ['a length that never comes', `${OK}content-length: 999999\r\n\r\n${GOOD}`, 'timeout'],
  [
    'length and chunks',
    `${OK}content-length: 15\r\ntransfer-encoding: chunked\r\n\r\nf\r\n${GOOD}\r\n0\r\n\r\n`,
    'unreachable',
  ],
  ['an unknown coding', `${OK}transfer-encoding: xchunked\r\n\r\nf\r\n${GOOD}\r\n0\r\n\r\n`, 'unreachable', 'timeout'],
  ['a size with a minus', `${CHUNKED}-f\r\n${GOOD}\r\n0\r\n\r\n`, 'unreachable'],
  ['a size of letters', `${CHUNKED}fg\r\n${GOOD}\r\n0\r\n\r\n`, 'unreachable'],
  ['a size beyond 2^64', `${CHUNKED}1000000000000000f\r\n${GOOD}\r\n0\r\n\r\n`, 'unreachable'],
  ['a chunk without its line end', `${CHUNKED}f\r\n${GOOD}0\r\n\r\n`, 'unreachable'],
  ['chunks without an end', `${CHUNKED}f\r\n${GOOD}\r\n`, 'timeout'],
  ['extensions without an end', `${CHUNKED}1;${'x'.repeat(99_999)}`, 'unreachable', 'timeout'],
  ['trailers without an end', `${CHUNKED}f\r\n${GOOD}\r\n0\r\n${'x: y\r\n'.repeat(20_000)}`, 'unreachable'],
  ['a bare line feed in the head', `${OK}x: y\ncontent-length: 15\r\n\r\n${GOOD}`, 'unreachable'],
  ['a header over two lines', `${OK}x: y\r\n z\r\ncontent-length: 15\r\n\r\n${GOOD}`, 'unreachable'],
  ['a zero in a header', `${OK}x: \0\r\ncontent-length: 15\r\n\r\n${GOOD}`, 'unreachable'],
  ['a head without an end', `${OK}x: ${'y'.repeat(99_999)}`, 'unreachable'],
  ['a head of many headers', `${OK}${'x: y\r\n'.repeat(99_999)}`, 'unreachable'],
  ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'unreachable'],
  [
    '100 and 103 before the answer',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${ANSWER}${GOOD}`,
    good,
    'unreachable',
  ],
  ['nothing but 100', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(9_999), 'unreachable'],
  [
    'another protocol that was not requested',
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    'unreachable',
  ],
  ['204 with a length', `HTTP/1.1 204 No Content\r\ncontent-length: 15\r\n\r\n${POISON}`, 'invalid'],
  ['304 with a length', `HTTP/1.1 304 Not Modified\r\ncontent-length: 15\r\n\r\n${POISON}`, 'invalid'],
  ['HTTP/1.0', `HTTP/1.0 200 OK\r\ncontent-length: 15\r\n\r\n${GOOD}`, good],
  ['HTTP/1.0 that is kept', `HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 15\r\n\r\n${GOOD}`, good],
  ['Connection: close, and an open connection', `${OK}connection: close\r\ncontent-length: 15\r\n\r\n${GOOD}`, good],
  [
    'Connection: close, and another answer',
    `${OK}connection: close\r\ncontent-length: 15\r\n\r\n${GOOD}${ANSWER}${POISON}`,
    good,
  ],
  ['a body until the end', andThen(`${OK}\r\n${GOOD}`, fin), good],
  ['an empty body until the end', andThen(`${OK}\r\n`, fin), 'invalid'],
  ['a body until a reset', andThen(`${OK}\r\n{"data":`, reset), 'unreachable', 'invalid'],
  ['an end before the answer', fin, 'unreachable'],
  ['an end in the head', andThen(`${OK}content-le`, fin), 'unreachable'],
  ['an end in the body', andThen(`${ANSWER}{"data"`, fin), 'unreachable'],
  ['an end in a chunk', andThen(`${CHUNKED}f\r\n{"data"`, fin), 'unreachable'],
  ['an end before the last chunk', andThen(`${CHUNKED}f\r\n${GOOD}\r\n`, fin), 'unreachable'],
  ['a reset before the answer', reset, 'unreachable'],
  ['a reset in the head', andThen(`${OK}content-le`, reset), 'unreachable'],
  ['a reset in the body', andThen(`${ANSWER}{"data"`, reset), 'unreachable'],
  ['more bytes than may be', `${OK}content-length: 200000\r\n\r\n${'x'.repeat(200_000)}`, 'invalid'],
  ['more bytes than may be, in chunks', CHUNKED + `2710\r\n${'x'.repeat(10_000)}\r\n`.repeat(20), 'invalid'],
  ['more bytes than may be, without a length', `${OK}\r\n${'x'.repeat(200_000)}`, 'invalid'],
  [
    'a compressed answer that was not requested',
    `${OK}content-encoding: gzip\r\ncontent-length: 4\r\n\r\n\x1f\x8b\x08\x00`,
    'invalid',
  ],
  ['silence', () => undefined, 'timeout'],
]

describe.each([
  ['the client without TLS', () => new Http1Pool(origin, 1), false],
  ['undici', () => overUndici(new Pool(origin, { connections: 1, pipelining: 1 })), true],
])('by %s', (_client, connect, isUndici) => {
  let transport: HttpTransport
  beforeEach(() => (transport = connect()))
  afterEach(() => transport.destroy())

  const attacks = ATTACKS.map(
    ([what, attack, ours, ofUndici]) => [what, attack, isUndici ? (ofUndici ?? ours) : ours] as const,
  )
  test.each(attacks)('%s: sent once, and the next one has its own answer', async (_what, attack, outcome) => {
    behaviour = attack
    received = []
    expect(await fetchOnce(transport, 'asked', NEVER_MS)).toBe(good)
    expect(await fetchOnce(transport, 'attacked', outcome === 'timeout' ? SOON_MS : NEVER_MS)).toBe(outcome)
    expect(await fetchOnce(transport, 'asked', NEVER_MS)).toBe(good)
    const times = received.filter((body) => body === 'attacked').length
    expect(times).toBe(outcome === 'timeout' ? Math.min(times, 1) : 1)
  })
})
