/** Several streams share one socket to a subgraph. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { until } from '../../testing/until.ts'
import { Connections, type Sink } from './connections.ts'

/** A subgraph that says what the test lets it say. */
async function subgraph() {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  const subscribed: { readonly id: string; readonly field: string; readonly socket: WebSocket }[] = []
  const completed: string[] = []
  sockets.on('connection', (socket) =>
    socket.on('message', (text: Buffer) => {
      const { type, id, payload } = JSON.parse(String(text))
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
      if (type === 'subscribe') subscribed.push({ id, field: payload.query, socket })
      if (type === 'complete') completed.push(id)
    }),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const find = (field: string) => subscribed.find((each) => each.field === field)
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/graphql`,
    find,
    send: (field: string, payload: string) => {
      const { id, socket } = find(field) ?? {}
      socket?.send(`{"id":"${id}","type":"next","payload":${payload}}`)
    },
    hasEnded: (field: string) => completed.includes(find(field)?.id ?? ''),
    sockets: () => sockets.clients.size,
    stop: () => {
      for (const socket of sockets.clients) socket.terminate()
      server.close()
    },
  }
}

function follow(connections: Connections, url: string, query: string, next: Sink['next'] = () => undefined) {
  const heard: unknown[] = []
  const end = connections.subscribe(
    url,
    undefined,
    { query },
    {
      next: (response) => {
        next(response)
        heard.push(response['data'])
      },
      failed: () => heard.push('failed'),
      complete: () => heard.push('complete'),
    },
  )
  return { heard, end }
}

test.each([
  ['what is no result', '{"x":1}', undefined],
  [
    'what cannot be handled',
    '{"data":{"x":1}}',
    () => {
      throw new RangeError('Maximum call stack size exceeded')
    },
  ],
])(
  '%s ends the stream that it came for, here and at the subgraph, and no other',
  async (_what, payload, next) => {
    const other = await subgraph()
    const connections = new Connections({ timeoutMs: 60_000, heartbeatMs: 60_000, maxBytes: 100_000 })
    const [bad, good] = [follow(connections, other.url, 'bad', next), follow(connections, other.url, 'good')]
    await until(() => other.find('bad') !== undefined && other.find('good') !== undefined)
    other.send('bad', payload)
    await until(() => other.hasEnded('bad'))
    other.send('good', '{"data":2}')
    await until(() => good.heard.length === 1)
    expect([bad.heard, good.heard, other.sockets()]).toEqual([['failed'], [2], 1])
    good.end()
    await until(() => other.sockets() === 0)
    expect(connections.size).toBe(0)
    other.stop()
  },
  120_000,
)
