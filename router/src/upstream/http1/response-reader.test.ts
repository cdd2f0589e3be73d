import { MalformedResponse, type ResponseHead } from './response-head.ts'
import { ResponseReader } from './response-reader.ts'

type Read = { heads: ResponseHead[]; body: string; taken: number | undefined }

/** Reads the pieces one after the other; `taken` of the last. */
function read(...pieces: readonly Buffer[]): Read {
  const heads: ResponseHead[] = []
  let body = ''
  const reader = new ResponseReader({
    head: (head) => heads.push(head),
    data: (bytes) => (body += bytes.toString()),
  })
  let taken: number | undefined
  for (const piece of pieces) taken = reader.take(piece)
  return { heads, body, taken }
}

const OK = 'HTTP/1.1 200 OK\r\n'

test.each([
  ['a length', `${OK}content-length: 5\r\nx: y\r\n\r\nhello`, 200, 'hello'],
  ['a length of nothing', `${OK}Content-Length:0\r\n\r\n`, 200, ''],
  ['chunks', `${OK}Transfer-Encoding: Chunked\r\n\r\n3\r\nhel\r\n2;a="b"\r\nlo\r\n0\r\n\r\n`, 200, 'hello'],
  [
    'chunks and trailers',
    `${OK}transfer-encoding: chunked\r\n\r\nA\r\n0123456789\r\n00\r\nx: y\r\nz:\r\n\r\n`,
    200,
    '0123456789',
  ],
  ['no body by its status', 'HTTP/1.1 204\r\nserver: x\r\n\r\n', 204, ''],
  [
    'others before it',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: x\r\n\r\n${OK}content-length: 2\r\n\r\nhi`,
    200,
    'hi',
  ],
  ['line ends and digits in its body', `${OK}content-length: 9\r\n\r\n\r\n\r\n0\r\n\r\n`, 200, '\r\n\r\n0\r\n\r\n'],
])('a response with %s is read to its end, in whatever pieces it comes', (_what, text, status, body) => {
  const bytes = Buffer.from(text)
  expect(read(bytes)).toMatchObject({ body, taken: bytes.length })
  expect(read(...[...bytes].map((byte) => Buffer.of(byte)))).toMatchObject({ body, taken: 1 })
  for (let at = 1; at < bytes.length; at++) {
    const { heads, ...rest } = read(bytes.subarray(0, at), bytes.subarray(at))
    expect(heads.map((head) => head.status)).toEqual([status])
    expect(rest).toEqual({ body, taken: bytes.length - at })
  }
})

test('what stands behind a response is none of it', () => {
  const first = `${OK}content-length: 1\r\n\r\n1`
  expect(read(Buffer.from(`${first}HTTP/1.1 200 OK`))).toMatchObject({ body: '1', taken: first.length })
})

test('one response after another', () => {
  const one = Buffer.from(`${OK}transfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`)
  expect(read(one, one, one)).toMatchObject({ body: 'aaa', taken: one.length, heads: [{}, {}, {}] })
})

test('without a length it ends with its connection', () => {
  const reader = new ResponseReader({ head: () => undefined, data: () => undefined })
  expect([reader.take(Buffer.from(`${OK}\r\n`)), reader.endsWithConnection]).toEqual([undefined, true])
  expect([reader.take(Buffer.from('all of it')), reader.endsWithConnection]).toEqual([undefined, true])
})

test.each([
  ['another protocol', 'HTTP/2 200\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
  ['another protocol that was not requested', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n'],
  ['two lengths', `${OK}content-length: 5\r\ncontent-length: 5\r\n\r\nhello`],
  ['a length with a sign', `${OK}content-length: +5\r\n\r\nhello`],
  ['a list of lengths', `${OK}content-length: 5, 5\r\n\r\nhello`],
  ['an empty length', `${OK}content-length:\r\n\r\nhello`],
  ['a length behind a space of Latin-1', `${OK}content-length: \xa05\r\n\r\nhello`],
  ['chunks before a space of Latin-1', `${OK}transfer-encoding: chunked\xa0\r\n\r\n0\r\n\r\n`],
  ['length and chunks', `${OK}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['an unknown coding', `${OK}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
  ['chunks twice', `${OK}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['chunks of HTTP/1.0', 'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a header over two lines', `${OK}x: y\r\n content-length: 5\r\n\r\nhello`],
  ['a line end of one character', `${OK}x: y\ncontent-length: 5\r\n\r\nhello`],
  ['a return in a header', `${OK}x: y\rcontent-length: 5\r\n\r\nhello`],
  ['a zero in a header', `${OK}x: \0\r\n\r\n`],
  ['a space before the colon', `${OK}content-length : 5\r\n\r\nhello`],
  ['a header without a colon', `${OK}content-length\r\nx: y\r\n\r\n`],
  ['a chunk without a size', `${OK}transfer-encoding: chunked\r\n\r\n\r\nhello\r\n0\r\n\r\n`],
  ['a size with a prefix', `${OK}transfer-encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n`],
  ['a size that is too large', `${OK}transfer-encoding: chunked\r\n\r\n123456789\r\nhello`],
  ['a chunk that is longer than its size', `${OK}transfer-encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\n`],
  ['a head without end', `${OK}x: ${'y'.repeat(20_000)}`],
  ['a size without end', `${OK}transfer-encoding: chunked\r\n\r\n1;${'y'.repeat(2_000)}`],
  ['trailers without end', `${OK}transfer-encoding: chunked\r\n\r\n0\r\n${'x: y\r\n'.repeat(5_000)}`],
])('%s is no response, in whatever pieces it comes', (_what, text) => {
  const bytes = Buffer.from(text, 'latin1')
  expect(() => read(bytes)).toThrow(MalformedResponse)
  expect(() => read(...[...bytes].map((byte) => Buffer.of(byte)))).toThrow(MalformedResponse)
})

test.each([
  ['nothing', '', 4_000],
  ['a time', 'keep-alive: timeout=30, max=100\r\n', 29_000],
  ['a second', 'Keep-Alive: timeout=1\r\n', 0],
  ['years', 'keep-alive: timeout=999999999\r\n', 600_000],
  ['its end', 'connection: x, Close\r\n', 0],
])('a connection whose server tells %s', (_what, header, keepAliveMs) => {
  expect(read(Buffer.from(`${OK}${header}content-length: 0\r\n\r\n`)).heads).toMatchObject([{ keepAliveMs }])
})

test.each([
  ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\n1', 0],
  ['of HTTP/1.0 that is kept', 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\nconnection: keep-alive\r\n\r\n1', 4_000],
  ['that has no body and tells its length', 'HTTP/1.1 304 x\r\ncontent-length: 9\r\n\r\n', 0],
  ['that has no body and chunks', 'HTTP/1.1 204 x\r\ntransfer-encoding: chunked\r\n\r\n', 0],
])('the connection of a response %s', (_what, text, keepAliveMs) => {
  expect(read(Buffer.from(text)).heads).toMatchObject([{ keepAliveMs }])
})

test('only the headers that the router reads are reported', () => {
  const { heads } = read(Buffer.from(`${OK}Content-Type: text/html\r\nRetry-After:\t7 \r\nconstructor: x\r\n\r\n`))
  expect(heads).toMatchObject([{ headers: { 'content-type': 'text/html', 'retry-after': '7' } }])
})
