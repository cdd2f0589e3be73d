/** Connections that are not made, or are lost: what is sent again, and what is not. */
import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:net'
import { buildConnector, Pool } from 'undici'
import type { UpstreamOutcome } from '../executor.ts'
import { ByteBudget } from '../request/byte-budget.ts'
import { UpstreamHeaders } from './upstream-headers.ts'
import { Fetch, type FetchRetry } from './fetch.ts'
import { Http1Pool } from './http1/http1-pool.ts'
import { Receiving } from './receiving.ts'
import { overUndici } from './transport-to.ts'
import type { HttpTransport, ResponseHandler } from './transport.ts'

let answer: (request: IncomingMessage, response: ServerResponse) => void
let received = 0
const server = createHttpServer((request, response) => {
  received++
  answer(request, response)
})
let closedPort: string
let pool: HttpTransport

const portOf = (of: Server | typeof server): string => {
  const address = of.address()
  return typeof address === 'object' && address ? String(address.port) : ''
}

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const closed = createServer()
  await once(closed.listen(0, '127.0.0.1'), 'listening')
  closedPort = portOf(closed)
  closed.close()
  await once(closed, 'close')
})
beforeEach(() => {
  received = 0
  answer = (_request, response) => response.end('{"data":{"x":1}}')
})
afterEach(() => pool.destroy())
afterAll(() => server.close())

/** One name with several addresses: the first so many that are connected to refuse the connection. */
function refusing(times: number): void {
  const connect = buildConnector({})
  let left = times
  pool = overUndici(
    new Pool(`http://127.0.0.1:${portOf(server)}`, {
      connections: 1,
      connect: (options, done) => connect(left-- > 0 ? { ...options, port: closedPort } : options, done),
    }),
  )
}

async function fetchOnce(idempotent: boolean, timeoutMs = 60_000) {
  const retries: FetchRetry[] = []
  const outcome = await new Promise<UpstreamOutcome>((resolve) => {
    const context = { headers: new UpstreamHeaders(['content-type', 'application/json']), deadline: Infinity }
    const bounds = { maxBytes: 1_000, receiving: new Receiving(1_000) }
    const retry = (reason: FetchRetry) => void retries.push(reason)
    const events = { invalidAnswer: () => undefined, retry, ended: resolve }
    const request = { service: 's', body: '{}', idempotent }
    new Fetch(pool, '/', request, context, bounds, events).start(timeoutMs, 'deadline')
  })
  return { outcome: outcome.ok ? 'answered' : outcome.reason, retries, received }
}

test.each([
  ['query', true],
  ['mutation', false],
])('a %s for which no connection could be made is sent over another one', async (_what, idempotent) => {
  refusing(1)
  expect(await fetchOnce(idempotent)).toEqual({ outcome: 'answered', retries: ['not connected'], received: 1 })
})

test('a subgraph that refuses every connection is tried twice', async () => {
  refusing(Infinity)
  expect(await fetchOnce(true)).toEqual({ outcome: 'unreachable', retries: ['not connected'], received: 0 })
})

test('what was sent, and lost with its connection, is sent again where it changes nothing', async () => {
  refusing(0)
  answer = (request) => request.socket.destroy()
  expect(await fetchOnce(true)).toEqual({ outcome: 'unreachable', retries: ['connection lost'], received: 2 })
})

test('a mutation that may have been received is not', async () => {
  refusing(1)
  answer = (request) => request.socket.destroy()
  expect(await fetchOnce(false)).toEqual({ outcome: 'unreachable', retries: ['not connected'], received: 1 })
})

test('a connection that takes too long to be made is given up when the time of the fetch is over', async () => {
  pool = overUndici(new Pool(`http://127.0.0.1:${portOf(server)}`, { connections: 1, connect: () => undefined }))
  expect(await fetchOnce(true, 5)).toEqual({ outcome: 'deadline', retries: [], received: 0 })
})

describe('by the client without TLS', () => {
  test('where nobody listens, a mutation too is tried twice, since nothing was sent', async () => {
    pool = new Http1Pool(`http://127.0.0.1:${closedPort}`, 1)
    expect(await fetchOnce(false)).toEqual({ outcome: 'unreachable', retries: ['not connected'], received: 0 })
  })

  test.each([
    ['query', true, { outcome: 'unreachable', retries: ['connection lost'], received: 2 }],
    ['mutation', false, { outcome: 'unreachable', retries: [], received: 1 }],
  ])('a %s that is lost with its connection', async (_what, idempotent, expected) => {
    pool = new Http1Pool(`http://127.0.0.1:${portOf(server)}`, 1)
    answer = (request) => request.socket.destroy()
    expect(await fetchOnce(idempotent)).toEqual(expected)
  })
})

test('a long answer is not read on where answers that wait for clients leave no room for it', async () => {
  const dispatched = Promise.withResolvers<ResponseHandler>()
  pool = {
    dispatch: (_request, handler) => dispatched.resolve(handler),
    close: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
  }
  const unsent = new ByteBudget(1_000_000, 1_000_000)
  unsent.take({ address: undefined, cutOff: () => undefined }, 700_000)
  const { promise, resolve } = Promise.withResolvers<UpstreamOutcome>()
  const bounds = { maxBytes: 1_000_000, receiving: new Receiving(1_000_000, unsent) }
  const events = { invalidAnswer: () => undefined, retry: () => undefined, ended: resolve }
  const request = { service: 's', body: '{}', idempotent: true }
  new Fetch(pool, '/', request, { headers: new UpstreamHeaders([]), deadline: Infinity }, bounds, events).start(
    60_000,
    'timeout',
  )
  const handler = await dispatched.promise
  let isAborted = false
  const nothing = (): void => undefined
  handler.onRequestStart({ pause: nothing, resume: nothing, abort: () => (isAborted = true) })
  handler.onResponseStart(undefined, 200, { 'content-length': '400000' })
  handler.onResponseData(undefined, Buffer.alloc(300_000))
  expect(isAborted).toBe(false)
  handler.onResponseData(undefined, Buffer.alloc(1))
  expect([isAborted, await promise]).toEqual([true, { ok: false, reason: 'unsent' }])
})
