import { once } from 'node:events'
import { WebSocket, WebSocketServer } from 'ws'
import { ByteBudget } from '../request/byte-budget.ts'
import { Outgoing } from './outgoing.ts'

test.each([
  ['a short message', 1_000],
  ['a long one, which is given back by hand', 300_000],
])('%s arrives as the text that it is, and counts until then', async (_, length) => {
  await using running = new AsyncDisposableStack()
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  running.defer(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const connected = new Promise<WebSocket>((resolve) => server.once('connection', resolve))
  const client = new WebSocket(`ws://127.0.0.1:${port}`)
  running.defer(() => client.terminate())
  const messages: [string, boolean][] = []
  client.on('message', (data: Buffer, isBinary) => messages.push([data.toString(), isBinary]))
  const unsent = new ByteBudget(10_000_000, 10_000_000)
  const outgoing = new Outgoing(await connected, 'a', unsent, () => undefined)
  const text = '값'.repeat(length)
  const half = text.length / 2
  const sent = outgoing.send(text.slice(0, half), text.slice(half))
  const counted = unsent.bytes
  const occupied = process.memoryUsage().arrayBuffers
  await sent
  if (length > 100_000) expect(occupied - process.memoryUsage().arrayBuffers).toBeGreaterThan(3 * length - 100_000)
  while (messages.length === 0) await once(client, 'message')
  expect([counted, unsent.bytes, messages]).toEqual([3 * length, 0, [[text, false]]])
})
