import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { UpstreamHeaders } from '../upstream-headers.ts'
import type { TransportController } from '../transport.ts'
import { Http1Pool } from './http1-pool.ts'

/** What a subgraph does with a request, given the connection's number; `received`: all of the connection so far. */
type Behaviour = (socket: Socket, connection: number, received: string) => void

let behave: Behaviour = (socket) => answer(socket, 'fine')
const requests: { readonly connection: number; readonly text: string }[] = []
const sockets: Socket[] = []
const server = createServer((socket) => {
  const connection = sockets.push(socket)
  socket.on('error', () => undefined)
  socket.on('data', (bytes) => {
    const text = bytes.toString('latin1')
    requests.push({ connection, text })
    behave(socket, connection, text)
  })
})
let origin = ''
let pool: Http1Pool

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  behave = (socket) => answer(socket, 'fine')
  requests.length = 0
  sockets.length = 0
  pool = new Http1Pool(origin, 2)
})
afterEach(() => pool.destroy())
afterAll(() => server.close())

function answer(socket: Socket, body: string, headers = ''): void {
  socket.write(`HTTP/1.1 200 OK\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}

type Sent = { readonly started: Promise<TransportController>; readonly answered: Promise<string> }

/** The body of the answer, or the error's message. */
function send(body = '{}', headers: readonly string[] = ['x-request-id', '1'], of = pool): Sent {
  const started = Promise.withResolvers<TransportController>()
  const answered = Promise.withResolvers<string>()
  let text = ''
  of.dispatch(
    { path: '/graphql?a=b', headers: new UpstreamHeaders(headers), body, idempotent: true },
    {
      isEnded: false,
      onRequestStart: started.resolve,
      onResponseStart: () => undefined,
      onResponseData: (_controller, chunk) => (text += chunk.toString()),
      onResponseEnd: () => answered.resolve(text),
      onResponseError: (_controller, error) => answered.resolve(error.message),
    },
  )
  return { started: started.promise, answered: answered.promise }
}

test('a request is written as it is given, its length in bytes', async () => {
  expect(await send('{"ü":"€"}', ['a', 'b', 'c', 'd e']).answered).toBe('fine')
  const body = Buffer.from('{"ü":"€"}').toString('latin1')
  expect(requests.map(({ text }) => text)).toEqual([
    `POST /graphql?a=b HTTP/1.1\r\nhost: ${origin.slice(7)}\r\nconnection: keep-alive\r\na: b\r\nc: d e\r\ncontent-length: 12\r\n\r\n${body}`,
  ])
})

test('headers that are no ASCII are sent byte by byte', async () => {
  let text = ''
  behave = (socket, _connection, received) => {
    text += received
    if (text.endsWith(Buffer.from('{"€":1}').toString('latin1'))) answer(socket, 'fine')
  }
  expect(await send('{"€":1}', ['tracestate', 'caf\xe9']).answered).toBe('fine')
  expect(text).toContain('tracestate: caf\xe9\r\n')
})

test.each([
  ['a line end', ['a', 'b\r\nc: d']],
  ['a zero', ['a', '\0']],
  ['a name with a line end', ['a\nb', 'c']],
  ['no name', ['', 'c']],
  ['a character beyond a byte', ['a', '€']],
])('%s is in no header', (_what, headers) => {
  expect(() => send('{}', headers)).toThrow(TypeError)
})

test('connections are used again, the one that was used last first', async () => {
  await Promise.all([send().answered, send().answered])
  await send().answered
  await send().answered
  const [one, other, ...later] = requests.map(({ connection }) => connection)
  expect(new Set([one, other])).toEqual(new Set([1, 2]))
  expect(new Set(later).size).toBe(1)
})

test('there are no more connections than may be: others wait for a free one', async () => {
  const held: Socket[] = []
  behave = (socket) => void held.push(socket)
  const sent = [send('1'), send('2'), send('3')]
  await Promise.all(sent.slice(0, 2).map(({ started }) => started))
  while (held.length < 2) await new Promise(setImmediate)
  expect(requests).toHaveLength(2)
  behave = (socket) => answer(socket, 'third')
  for (const socket of held) answer(socket, 'early')
  expect(await Promise.all(sent.map(({ answered }) => answered))).toEqual(['early', 'early', 'third'])
})

test.each([
  ['says so', (socket: Socket) => answer(socket, 'fine', 'connection: close\r\n')],
  [
    'sends more than the answer',
    (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfineHTTP/1.1 200'),
  ],
  ['ends the answer with it', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nfine')],
])('a connection whose subgraph %s is not used again', async (_what, behaviour) => {
  behave = behaviour
  expect([await send().answered, await send().answered]).toEqual(['fine', 'fine'])
  expect(requests.map(({ connection }) => connection)).toEqual([1, 2])
})

test('what comes without a request is no answer for the next one', async () => {
  await send().answered
  sockets[0]?.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison')
  await once(sockets[0] ?? server, 'close')
  expect(await send().answered).toBe('fine')
  expect(requests.map(({ connection }) => connection)).toEqual([1, 2])
})

test('a connection that is closed before or in the answer is reported as broken, an invalid answer as what it is', async () => {
  behave = (socket) => socket.end()
  expect(await send().answered).toBe('the subgraph closed the connection')
  behave = (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')
  expect(await send().answered).toBe('the subgraph closed the connection')
  behave = (socket) => socket.write('SSH-2.0-x\r\n\r\n')
  expect(await send().answered).toBe('no status line')
})

test('where nobody listens', async () => {
  const unused = createServer()
  await once(unused.listen(0, '127.0.0.1'), 'listening')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { port } = unused.address() as AddressInfo
  await new Promise((resolve) => unused.close(resolve))
  const elsewhere = new Http1Pool(`http://127.0.0.1:${port}`, 1)
  expect(await send('{}', [], elsewhere).answered).toContain('ECONNREFUSED')
  await elsewhere.destroy()
})

test('a request that is aborted while it waits is not sent, and its place is the next one’s', async () => {
  let starts = 0
  pool = new Http1Pool(origin, 1)
  pool.dispatch(
    { path: '/', headers: new UpstreamHeaders([]), body: 'aborted', idempotent: true },
    {
      isEnded: false,
      onRequestStart: (controller) => {
        starts++
        controller.abort(new Error('gave up'))
      },
      onResponseStart: () => undefined,
      onResponseData: () => undefined,
      onResponseEnd: () => undefined,
      onResponseError: () => undefined,
    },
  )
  expect(await send('sent').answered).toBe('fine')
  expect(starts).toBe(1)
  expect(requests.map(({ connection, text }) => [connection, text.endsWith('sent')])).toEqual([[1, true]])
})

test('a request that is aborted under way ends its connection, and receives nothing more', async () => {
  behave = () => undefined
  const { started } = send()
  const controller = await started
  while (requests.length === 0) await new Promise(setImmediate)
  controller.abort(new Error('gave up'))
  await once(sockets[0] ?? server, 'close')
  behave = (socket) => answer(socket, 'fine')
  expect(await send().answered).toBe('fine')
})

test('an answer that is paused goes on when it is resumed, and so does the connection', async () => {
  const body = 'x'.repeat(8 * 2 ** 20)
  behave = (socket) => answer(socket, body)
  const { started, answered } = send()
  const controller = await started
  controller.pause()
  while ((sockets[0]?.writableLength ?? 0) === 0) await new Promise(setImmediate)
  controller.resume()
  expect((await answered).length).toBe(body.length)
  behave = (socket) => answer(socket, 'fine')
  expect(await send().answered).toBe('fine')
  expect(sockets).toHaveLength(1)
})

test('closing waits for what is under way, and ends what is not', async () => {
  await Promise.all([send().answered, send().answered])
  let release = (): void => undefined
  behave = (socket) => (release = () => answer(socket, 'late'))
  const { answered } = send()
  while (requests.length < 3) await new Promise(setImmediate)
  const closed = pool.close()
  expect(() => send()).toThrow('no more')
  release()
  expect(await answered).toBe('late')
  await closed
})

test('destroying fails what is under way, and what waits', async () => {
  behave = () => undefined
  const sent = [send(), send(), send()]
  while (requests.length < 2) await new Promise(setImmediate)
  await pool.destroy()
  expect(await Promise.all(sent.map(({ answered }) => answered))).toEqual([
    'the subgraph closed the connection',
    'the subgraph closed the connection',
    'no more is sent',
  ])
})
