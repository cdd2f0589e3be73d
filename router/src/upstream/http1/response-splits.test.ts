import { request } from 'node:http'
import { Duplex } from 'node:stream'
import * as fc from 'fast-check'
import { ResponseReader } from './response-reader.ts'

type Read = { readonly status: number; readonly type: string | undefined; readonly body: string }

const token = fc.stringMatching(/^[a-cX-Z019_-]{1,12}$/)
const value = fc.stringMatching(/^x[a-c=;,: "\t\xe9]{0,20}x$/)
const field = fc.tuple(
  token.map((name) => `x-${name}`),
  value,
)
/** Bytes, a character for each, with what responses are made of in them. */
const bytes = fc
  .array(
    fc.oneof(fc.constantFrom('\r\n', '0\r\n\r\n', 'HTTP/1.1 200 OK\r\n', '\0'), fc.string({ unit: 'binary-ascii' })),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''))

const framing = fc.oneof(
  fc.record({ kind: fc.constant('counted' as const), body: bytes }),
  fc.record({ kind: fc.constant('until the end' as const), body: bytes }),
  fc.record({
    kind: fc.constant('chunked' as const),
    chunks: fc.array(
      fc.record({
        text: bytes.filter((text) => text !== ''),
        zeros: fc.constantFrom('', '0', '00'),
        isUpper: fc.boolean(),
        extension: fc.option(token, { nil: undefined }),
      }),
      { maxLength: 5 },
    ),
    trailers: fc.array(field, { maxLength: 3 }),
  }),
)

const response = fc
  .record({
    before: fc.array(fc.constantFrom(100, 102, 103), { maxLength: 2 }),
    status: fc.constantFrom(200, 201, 299, 400, 404, 500, 503),
    reason: fc.constantFrom('', ' ', ' OK', ' Not \xe9 Reason'),
    headers: fc.array(field, { maxLength: 5 }),
    type: fc.option(value, { nil: undefined }),
    framing,
  })
  .map(({ before, status, reason, headers, type, framing: framed }) => {
    const lines = (fields: readonly (readonly [string, string])[]): string =>
      fields.map(([name, text]) => `${name}: ${text}\r\n`).join('')
    const announced = before.map((each) => `HTTP/1.1 ${each} x\r\nlink: y\r\n\r\n`).join('')
    const typed = type === undefined ? '' : `Content-Type:${type}\r\n`
    const head = `${announced}HTTP/1.1 ${status}${reason}\r\n${lines(headers)}${typed}`
    if (framed.kind === 'until the end') return `${head}\r\n${framed.body}`
    if (framed.kind === 'counted') return `${head}Content-Length: ${framed.body.length}\r\n\r\n${framed.body}`
    const chunks = framed.chunks.map(({ text, zeros, isUpper, extension }) => {
      const size = text.length.toString(16)
      return `${zeros}${isUpper ? size.toUpperCase() : size}${extension === undefined ? '' : `;${extension}`}\r\n${text}\r\n`
    })
    return `${head}Transfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\n${lines(framed.trailers)}\r\n`
  })

/** By the reader, in pieces that end at `ends`. */
function readInPieces(text: string, ends: readonly number[]): Read | undefined {
  const all = Buffer.from(text, 'latin1')
  let status = 0
  let type: string | undefined
  let body = ''
  const reader = new ResponseReader({
    head: (head) => {
      status = head.status
      type = head.headers['content-type']?.toString()
    },
    data: (part) => (body += part.toString('latin1')),
  })
  let isDone = false
  let from = 0
  for (const to of [...ends.map((end) => end % all.length).toSorted((one, other) => one - other), all.length]) {
    if (to === from) continue
    const taken = reader.take(Buffer.from(all.subarray(from, to)))
    if (taken !== undefined && (isDone || to < all.length || taken < to - from)) return undefined
    isDone = taken !== undefined
    from = to
  }
  return isDone || reader.endsWithConnection ? { status, type, body } : undefined
}

/** By the parser of Node. */
function readByNode(text: string): Promise<Read> {
  const { promise, resolve, reject } = Promise.withResolvers<Read>()
  const connection = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() })
  const sent = request({ method: 'POST', createConnection: () => connection }, (answer) => {
    let body = ''
    answer.setEncoding('latin1')
    answer.on('data', (part) => (body += part))
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'], body }))
    answer.on('error', reject)
  })
  sent.on('error', reject)
  sent.end('{}')
  connection.push(Buffer.from(text, 'latin1'))
  connection.push(null)
  return promise
}

test('any response is read the same in whatever pieces it comes, and as Node reads it', async () => {
  await fc.assert(
    fc.asyncProperty(response, fc.array(fc.nat(), { maxLength: 20 }), async (text, ends) => {
      const whole = readInPieces(text, [])
      expect(readInPieces(text, ends)).toEqual(whole)
      expect(await readByNode(text)).toEqual(whole)
    }),
    { numRuns: 300 },
  )
}, 120_000)
