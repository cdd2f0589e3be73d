import { Writable } from 'node:stream'
import { createLog } from './log.ts'
import { blank } from './secrets-in-text.ts'

function logged(write: (log: ReturnType<typeof createLog>) => void, pretty = false): string {
  let text = ''
  const destination = new Writable({
    write(chunk, _, done) {
      text += String(chunk)
      done()
    },
  })
  write(createLog({ name: 'order', level: 'info', pretty, destination }))
  return text
}

const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl'

test('production writes one JSON object a line', () => {
  const lines = logged((log) => log.info({ orderId: '1' }, 'placed\nhere'))
    .trimEnd()
    .split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'info', service: 'order', orderId: '1', msg: 'placed\nhere', time: expect.stringMatching(/Z$/) },
  ])
})

test('development writes a line to read', () => {
  expect(logged((log) => log.warn({ orderId: '1' }, 'slow'), true)).toMatch(/WARN.*slow.*"orderId":"1"/)
})

test.each([
  ['under its name', { authorization: `Bearer ${token}`, password: 'p4ss' }],
  ['one level down', { headers: { authorization: `Bearer ${token}` }, mongo: { password: 'p4ss' } }],
  ['two levels down', { request: { headers: { authorization: token, cookie: 'p4ss' } } }],
  ['inside a text', { url: `/?access=${token}`, uri: 'mongodb://me:p4ss@db/shop' }],
  ['deep down', { a: { b: { c: { d: { Authorization: 'Basic p4ssp4ss', COOKIE: 'p4ss' } } } } }],
  ['in a list of headers', { headers: ['Authorization', 'bearer p4ss-p4ss-p4ss'] }],
  ['as the user of a URL', { url: 'nats://p4ss@nats:4222' }],
  ['after other words', { text: `access-${token}, and x.y.${token}.z` }],
  ['inside an error', { err: new Error(`cannot read ${token} of mongodb://me:p4ss@db`) }],
])('no secret gets into the log: %s', (_, what) => {
  for (const pretty of [false, true]) expect(logged((log) => log.error(what, 'oh'), pretty)).not.toMatch(/eyJ|p4ss/)
})

test('strings full of beginnings of tokens take no time', () => {
  const nasty = ['-eyJ', 'eyJa.', '://a:b', 'Bearer ', '"token":"'].map((each) => each.repeat(60_000))
  const began = performance.now()
  for (const text of nasty) blank(text)
  expect(performance.now() - began).toBeLessThan(2_000) // 50 ms; by the square of the length it would be minutes
})

test('long strings are cut before they are logged', () => {
  const line = logged((log) => log.error({ text: 'x'.repeat(100_000), err: new Error('y'.repeat(100_000)) }, 'oh'))
  expect(line.length).toBeLessThan(20_000)
  expect(JSON.parse(line)).toMatchObject({ text: expect.stringMatching(/^x{4000}…$/), err: { type: 'Error' } })
})
