import { mongo } from 'mongoose'
import { once } from 'node:events'
import { createServer, connect } from 'node:net'
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

test('what the server labels to be tried again is an outage, whatever its code', () => {
  const error = new mongo.MongoServerError({ message: 'not now', code: 999, errorLabels: ['RetryableWriteError'] })
  expect(isOutage(error)).toBe(true)
})
