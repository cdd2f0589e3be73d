import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { Duplex } from 'node:stream'
import { sendText } from './answer.ts'

test.each([
  ['short', 'utf8', 1_000],
  ['short', 'latin1', 1_000],
  ['long', 'utf8', 100_000],
  ['long', 'latin1', 100_000],
] as const)('a %s answer of %s arrives whole; a long one occupies nothing then', async (_, encoding, length) => {
  const text = 'é'.repeat(length)
  const body = Buffer.from(text, encoding)
  const response = Promise.withResolvers<ServerResponse>()
  const written: Buffer[] = []
  let sent = Buffer.alloc(0)
  const connection = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk)
      sent = Buffer.concat([sent, chunk])
      setImmediate(done)
    },
  })
  createServer((_request, answering) => response.resolve(answering)).emit('connection', connection)
  connection.push('GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n')
  const answering = await response.promise
  const closed = once(answering, 'close')
  sendText(answering, { text, bytes: body.length, encoding }, 'application/json')
  await closed
  expect(sent.subarray(-body.length).equals(body)).toBe(true)
  expect(written.reduce((sum, chunk) => sum + chunk.length, 0) < body.length).toBe(length > 10_000)
  connection.destroy()
})
