import { ConfigError } from './config.ts'
import { failedStart } from './failed-start.ts'

class Away extends Error {}
const isOutage = (error: unknown) => error instanceof Away
const at = { HOST: '127.0.0.1', PORT: 4001 }

test('a port that is taken is reported with its setting', () => {
  const taken = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' })
  expect(failedStart(taken, at, isOutage)).toEqual({
    fields: {},
    message: 'PORT: 4001 is taken on 127.0.0.1; set another',
  })
})

test('a MongoDB or NATS that went away during the start is reported in one line, without a stack', () => {
  const { fields, message } = failedStart(new Away('timeout'), at, isOutage)
  expect(fields).toEqual({ reason: 'timeout' })
  expect(message).toMatch(/^could not start: what it stands on went away/)
})

test('a fault of the program is reported with its stack', () => {
  const fault = new TypeError('x is not a function')
  expect(failedStart(fault, at, isOutage)).toEqual({ fields: { err: fault }, message: 'could not start' })
})

test('settings that a server refuses are reported in one line', () => {
  const refused = new ConfigError(['NATS at a:4222 refuses the login: check it'])
  expect(failedStart(refused, at, isOutage)).toEqual({
    fields: {},
    message: 'could not start: NATS at a:4222 refuses the login: check it',
  })
})
