/** The subgraph: graphql-transport-ws by hand, and `POST /emit`, which sends every subscription its next status. Says `ready` when it listens. */

import { createServer } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { z } from 'zod'
import { answering } from './answering.ts'
import { PORT } from './schema.ts'

const Message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connection_init') }),
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('pong') }),
  z.object({ type: z.literal('complete'), id: z.string() }),
  z.object({
    type: z.literal('subscribe'),
    id: z.string(),
    payload: z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) }),
  }),
])

type Send = (n: number) => void
const streams = new Map<WebSocket, Map<string, Send>>()
let emitted = 1

function receive(socket: WebSocket, data: string): void {
  const message = Message.parse(JSON.parse(data))
  if (message.type === 'connection_init') socket.send('{"type":"connection_ack"}')
  else if (message.type === 'ping') socket.send('{"type":"pong"}')
  else if (message.type === 'complete') streams.get(socket)?.delete(message.id)
  else if (message.type === 'subscribe') {
    const { query, variables } = message.payload
    const id = z.string().parse(Object.values(variables).find((value) => typeof value === 'string'))
    const answer = answering(query)
    const head = `{"id":${JSON.stringify(message.id)},"type":"next","payload":`
    const send: Send = (n) => socket.send(`${head}${answer(id, n)}}`)
    streams.get(socket)?.set(message.id, send)
    send(emitted)
  }
}

const server = createServer((request, response) => {
  if (request.url !== '/emit') return void response.writeHead(404).end()
  emitted += 1
  let count = 0
  for (const sends of streams.values())
    for (const send of sends.values()) {
      send(emitted)
      count += 1
    }
  response.end(String(count))
})
const sockets = new WebSocketServer({
  server,
  path: '/graphql',
  perMessageDeflate: false,
  handleProtocols: () => 'graphql-transport-ws',
})
sockets.on('connection', (socket) => {
  streams.set(socket, new Map())
  socket.on('message', (data: Buffer) => receive(socket, data.toString()))
  socket.on('close', () => streams.delete(socket))
})
server.listen(PORT, '127.0.0.1', () => console.log('ready'))
