import dns from 'node:dns'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { until } from '../../../testing/until.ts'
import { UpstreamHeaders } from '../upstream-headers.ts'
import type { ResponseHandler, TransportController } from '../transport.ts'
import { Http1Pool } from './http1-pool.ts'

const MAX_CONNECTIONS = 4
const MEGABYTE = 2 ** 20

/** What the server does when bytes have come; `text`: all of the request so far, a character for each. */
let behave: (socket: Socket, text: string) => void
const open = new Set<Socket>()
const sent: string[] = []
const server = createServer({ allowHalfOpen: true }, (socket) => {
  let text = ''
  open.add(socket)
  socket.on('close', () => open.delete(socket))
  socket.on('error', () => socket.destroy())
  socket.on('end', () => socket.end())
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
    behave(socket, text)
    if (isWhole(text)) text = ''
  })
})
let port = 0
let pool: Http1Pool

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  port = (server.address() as AddressInfo).port
})
beforeEach(() => {
  behave = answerWhole
  sent.length = 0
  pool = new Http1Pool(`http://127.0.0.1:${port}`, MAX_CONNECTIONS)
})
afterEach(async () => {
  await pool.destroy()
  for (const socket of open) socket.destroy()
})
afterAll(() => server.close())

function isWhole(text: string): boolean {
  const [head = '', length = ''] = /^.*?content-length: (\d+)\r\n\r\n/s.exec(text) ?? []
  return head !== '' && text.length === head.length + Number(length)
}

/** Answers a request with its own body. */
function answerWhole(socket: Socket, text: string): void {
  if (!isWhole(text)) return
  const body = text.slice(text.indexOf('\r\n\r\n') + 4)
  sent.push(body)
  socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`, 'latin1')
}

class PendingRequest implements ResponseHandler {
  isEnded = false
  starts = 0
  bytes = 0
  controller: TransportController | undefined
  readonly #answered = Promise.withResolvers<string>()
  readonly answered = this.#answered.promise
  #text = ''

  constructor(body: string) {
    pool.dispatch(
      { path: '/graphql', headers: new UpstreamHeaders(['x-request-id', '1']), body, idempotent: false },
      this,
    )
  }
  onRequestStart(controller: TransportController): void {
    this.starts++
    this.controller = controller
    if (this.isEnded) controller.abort(new Error('gave up'))
  }
  onResponseStart(): void {
    this.#text = ''
  }
  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.bytes += chunk.length
    this.#text += chunk.toString()
  }
  onResponseEnd(): void {
    this.controller = undefined
    this.#answered.resolve(this.#text)
  }
  onResponseError(_controller: unknown, error: Error): void {
    this.controller = undefined
    this.#answered.resolve(error.message)
  }
  giveUp(): void {
    this.isEnded = true
    this.controller?.abort(new Error('gave up'))
  }
}

const send = (body: string): Promise<string> => new PendingRequest(body).answered

test('half a pair of surrogates is as long as is said, and so the next request begins where it does', async () => {
  expect(await send('{"a":"\ud800"}')).toBe('{"a":"\ufffd"}')
  expect(await send('{"a":"\udc00\ud83d\ude00€"}')).toBe('{"a":"\ufffd\ud83d\ude00€"}')
  expect(await send('next')).toBe('next')
  expect(open.size).toBe(1)
})

test('an answer to a request that is still being written ends its connection', async () => {
  behave = (socket) => {
    behave = answerWhole
    socket.pause()
    socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 5\r\n\r\nlarge')
  }
  expect(await send('x'.repeat(32 * MEGABYTE))).toBe('large')
  const [first] = open
  expect(await send('next')).toBe('next')
  expect(open.size).toBe(2)
  first?.resume()
  await until(() => open.size === 1)
})

test('a server that ends its side in a request that is still being written fails it at once', async () => {
  behave = (socket) => void socket.pause().end()
  expect(await send('x'.repeat(32 * MEGABYTE))).toBe('the subgraph closed the connection')
})

test('a connection that the server has ended meanwhile is not used, so that not even a mutation notices', async () => {
  behave = (socket, text) => {
    answerWhole(socket, text)
    socket.end()
  }
  expect(await send('1')).toBe('1')
  await until(() => open.size === 0)
  expect(await send('2')).toBe('2')
  expect(sent).toEqual(['1', '2'])
})

test('nor one that it ends with the answer, by what waits for a connection or follows the answer', async () => {
  behave = (socket, text) => {
    answerWhole(socket, text)
    socket.end()
  }
  pool = new Http1Pool(`http://127.0.0.1:${port}`, 1)
  const answers: string[] = []
  const sendTwo = async (body: string): Promise<void> => {
    answers.push(await send(body))
    answers.push(await send(body))
  }
  for (let round = 0; round < 20; round++) await Promise.all([sendTwo('one'), sendTwo('other')])
  expect(answers).toHaveLength(80)
  // An end that the network brings after the answer cannot be known yet.
  expect(answers.filter((text) => text.includes('closed')).length).toBeLessThan(20)
})

test('those given up behind one that waits are removed before its turn comes', async () => {
  const release = Promise.withResolvers<() => void>()
  behave = (socket, text) => release.resolve(() => answerWhole(socket, text))
  pool = new Http1Pool(`http://127.0.0.1:${port}`, 1)
  const answers = [send('first'), send('waits')]
  const answer = await release.promise
  let looks = 0
  for (let index = 0; index < 10_000; index++)
    Object.defineProperty(new PendingRequest('given up'), 'isEnded', { get: () => ++looks > 0 })
  looks = 0
  behave = answerWhole
  answer()
  expect(await Promise.all(answers)).toEqual(['first', 'waits'])
  await send('next')
  expect(looks).toBeLessThan(1_000)
})

/** How far an aborted request has come, and what the server does until then. */
const STATES: readonly (readonly [
  string,
  (socket: Socket, text: string) => void,
  (pending: PendingRequest) => boolean,
])[] = [
  ['at once', answerWhole, () => true],
  ['sent', (_socket, text) => void sent.push(text), ({ starts }) => starts > 0 && sent.length > 0],
  ['in the head', (socket) => void socket.write('HTTP/1.1 200 OK\r\nx', () => sent.push('')), () => sent.length > 0],
  ['in the body', (socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\nbody'), ({ bytes }) => bytes > 0],
  [
    'paused in a large body',
    (socket) => void socket.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(8 * MEGABYTE)}`),
    ({ bytes, controller }) => {
      if (bytes > 0) controller?.pause()
      return bytes > 0
    },
  ],
]

test.each(STATES)(
  'given up %s, it receives nothing more, and its connection is gone',
  async (_state, behaviour, isThere) => {
    behave = behaviour
    const pending = new PendingRequest('given up')
    const outcomes: string[] = []
    pending.answered.then(
      (text) => outcomes.push(text),
      () => undefined,
    )
    await until(() => isThere(pending))
    pending.giveUp()
    behave = answerWhole
    const answers = await Promise.all(['1', '2', '3', '4', '5'].map((body) => send(body)))
    expect(answers).toEqual(['1', '2', '3', '4', '5'])
    await until(() => open.size <= MAX_CONNECTIONS)
    expect(outcomes).toEqual([])
  },
)

type Found = (error: null, addresses: readonly { readonly address: string; readonly family: number }[]) => void

const { lookup } = dns
/** How names are looked up until the test has ended. */
const lookUpBy = (by: (name: string, options: object, done: Found) => void): boolean => Reflect.set(dns, 'lookup', by)
afterEach(() => Reflect.set(dns, 'lookup', lookup))

test('given up while its name is looked up: the connection is the next one’s', async () => {
  const lookup = Promise.withResolvers<Found>()
  lookUpBy((_name, _options, done) => lookup.resolve(done))
  pool = new Http1Pool(`http://shop.test:${port}`, 1)
  const pending = new PendingRequest('given up')
  const found = await lookup.promise
  pending.giveUp()
  const next = send('next')
  found(null, [{ address: '127.0.0.1', family: 4 }])
  expect(await next).toBe('next')
  expect([pending.starts, sent]).toEqual([1, ['next']])
})

/** Sockets that keep the process alive. */
const keptAlive = (): number => process.getActiveResourcesInfo().filter((each) => each === 'TCPSocketWrap').length

test('of several addresses of a name those that refuse are passed over', async () => {
  await until(() => keptAlive() === 0)
  const refusing = { address: '::1', family: 6 }
  lookUpBy((_name, _options, done) => done(null, [refusing, { address: '127.0.0.1', family: 4 }]))
  pool = new Http1Pool(`http://shop.test:${port}`, 1)
  expect(await send('found')).toBe('found')
  expect(await send('kept')).toBe('kept')
  expect(open.size).toBe(1)
  for (const socket of open) socket.unref()
  expect(keptAlive()).toBe(0)
})

test('an address of IPv6 is one', async () => {
  pool = new Http1Pool('http://[::1]:9', 1)
  expect(await send('{}')).toMatch(/ ::1:9/)
})

test('many that are given up at any time leave no connection behind, and are sent once or not at all', async () => {
  const COUNT = 300
  let turn = 0
  const requests = Array.from({ length: COUNT }, (_, index) => {
    const each = new PendingRequest(`mutation ${index}`)
    const giveUpAt = (turns: number): void => {
      if (turns > 0) return void setImmediate(giveUpAt, turns - 1)
      turn++
      each.giveUp()
    }
    if (index % 5 > 0) giveUpAt((index * 7) % 40)
    return each
  })
  const kept = requests.filter((_, index) => index % 5 === 0)
  await Promise.all(kept.map(({ answered }) => answered))
  await until(() => turn === COUNT - kept.length)
  expect(await send('next')).toBe('next')
  await until(() => open.size <= MAX_CONNECTIONS)
  expect(new Set(sent).size).toBe(sent.length)
  expect(sent.length).toBeGreaterThan(kept.length)
})

test('an aborted request does not delay the end of the others', async () => {
  pool = new Http1Pool(`http://127.0.0.1:${port}`, 1)
  const release = Promise.withResolvers<() => void>()
  behave = (socket, text) => release.resolve(() => answerWhole(socket, text))
  const first = send('first')
  const waits = new PendingRequest('waits')
  const closed = pool.close()
  waits.isEnded = true
  ;(await release.promise)()
  expect(await first).toBe('first')
  await closed
  expect([waits.starts, sent]).toEqual([0, ['first']])
})
