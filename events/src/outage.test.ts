import { JetStreamApiError } from '@nats-io/jetstream'
import * as mongo from 'mongodb'
import { once } from 'node:events'
import { createServer, connect } from 'node:net'
import { createRequire } from 'node:module'
import { isBulkWriteError, writeErrorsOf } from './mongo-errors.ts'
import { isOutage } from './outage.ts'

test('what a socket says of a server that has gone is an outage, as it comes from the system', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  server.close()
  await once(server, 'close')
  const [error]: unknown[] = await once(connect(port, '127.0.0.1'), 'error')
  expect(isOutage(error)).toBe(true)
})

test.each(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT'])('%s is an outage', (code) =>
  expect(isOutage(Object.assign(new Error('the socket broke'), { code }))).toBe(true),
)

test.each([
  ['a fault in the program', new TypeError('x is not a function')],
  ['a missing file', Object.assign(new Error('no such file'), { code: 'ENOENT' })],
  ['a key that is taken', new mongo.MongoServerError({ message: 'duplicate key', code: 11_000 })],
  ['no error at all', 'EPIPE'],
])('%s is none', (_what, error) => expect(isOutage(error)).toBe(false))

test('a pool that has no connection free in time is an outage', () => {
  const error = Object.defineProperty(new Error('timed out'), 'name', { value: 'MongoWaitQueueTimeoutError' })
  expect(isOutage(error)).toBe(true)
})

test.each([43, 133, 134, 175, 11_601, 13_388])("MongoDB's code %i is an outage", (code) =>
  expect(isOutage(new mongo.MongoServerError({ message: 'not now', code }))).toBe(true),
)

test.each([10_005, 10_008, 10_009, 10_023, 10_041, 10_077, 10_118, 10_119])(
  "JetStream's code %i is an outage",
  (err_code) => expect(isOutage(new JetStreamApiError({ code: 503, err_code, description: 'not now' }))).toBe(true),
)

test.each([10_014, 10_025, 10_039, 10_058, 10_059, 10_071])("JetStream's code %i is none", (err_code) =>
  expect(isOutage(new JetStreamApiError({ code: 400, err_code, description: 'no' }))).toBe(false),
)

test('what the server labels to be tried again is an outage, whatever its code', () => {
  const error = new mongo.MongoServerError({ message: 'not now', code: 999, errorLabels: ['RetryableWriteError'] })
  expect(isOutage(error)).toBe(true)
})

describe("of another copy of the driver, whose classes are not this program's,", () => {
  let foreign: typeof mongo
  beforeAll(() => {
    import.meta.jest.isolateModules(() => (foreign = createRequire(import.meta.url)('mongodb')))
  })

  test('(it is another copy)', () => expect(foreign.MongoServerError).not.toBe(mongo.MongoServerError))

  test('what could not be reached is an outage, and so is a code that means "not now"', () => {
    expect(isOutage(new foreign.MongoNetworkError('gone'))).toBe(true)
    expect(isOutage(new foreign.MongoNetworkTimeoutError('gone'))).toBe(true)
    expect(isOutage(new foreign.MongoServerError({ message: 'not now', code: 189 }))).toBe(true)
    const labelled = new foreign.MongoServerError({ message: 'x', code: 999, errorLabels: ['RetryableWriteError'] })
    expect(isOutage(labelled)).toBe(true)
  })

  test('a key that is taken is none, and a bulk says of which write', () => {
    expect(isOutage(new foreign.MongoServerError({ message: 'duplicate key', code: 11_000 }))).toBe(false)
    const writeErrors = [{ code: 11_000, index: 3 }]
    const bulk: Error = Reflect.construct(foreign.MongoBulkWriteError, [
      { message: 'taken', code: 11_000, writeErrors },
    ])
    expect(isOutage(bulk)).toBe(false)
    expect(isBulkWriteError(bulk)).toBe(true)
    expect(writeErrorsOf(bulk).map(({ code, index }) => [code, index])).toEqual([[11_000, 3]])
  })
})
