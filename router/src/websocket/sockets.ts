import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Server } from 'graphql-ws'
import { handleProtocols } from 'graphql-ws'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import type { Log } from '@shop/platform/log.ts'
import { clientAddress } from '../http/clients.ts'
import type { Places } from '../http/places.ts'
import { tooManyBytes } from '../http/answer.ts'
import { isTooLong } from '../http/too-long.ts'
import type { CloseReason } from './close-codes.ts'
import { Close } from './close-codes.ts'

/** What graphql-ws carries along for each socket. */
export type SocketExtra = { readonly socket: WebSocket; readonly request: IncomingMessage }

export type SocketSettings = {
  readonly maxMessageBytes: number
  readonly maxSockets: number
  readonly trustedProxies: number
  readonly maxResponseBytes: number
  /** Milliseconds between pings; a client that has not answered the last one when the next is due is dead. */
  readonly heartbeatMs: number
}

/** Sockets of clients: accepts them, finds the dead ones, hands their messages to the protocol. */
export class Sockets {
  readonly #server: WebSocketServer
  readonly #protocol: Server<SocketExtra>
  readonly #settings: SocketSettings
  readonly #log: Log
  readonly #unanswered = new WeakSet<WebSocket>()
  readonly #heartbeat: NodeJS.Timeout
  readonly #places: Places

  constructor(protocol: Server<SocketExtra>, settings: SocketSettings, places: Places, log: Log) {
    this.#places = places
    this.#protocol = protocol
    this.#settings = settings
    this.#log = log
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: settings.maxMessageBytes,
      perMessageDeflate: false,
      handleProtocols,
    })
    this.#heartbeat = setInterval(() => this.#beat(), settings.heartbeatMs)
  }

  get size(): number {
    return this.#server.clients.size
  }

  accept(request: IncomingMessage, raw: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, raw, head, (socket) => {
      socket.on('error', (err) => this.#log.debug({ err }, 'a WebSocket broke')) // also one that is not let in
      const { maxSockets, trustedProxies } = this.#settings
      const leave = this.size <= maxSockets ? this.#places.take(clientAddress(request, trustedProxies)) : undefined
      if (leave) {
        socket.once('close', leave)
        this.#open(socket, request)
      } else {
        close(socket, Close.tryLater)
        cutOffSoon(socket)
      }
    })
  }

  /** Tells every client to come back. Resolves when all are gone; those that do not answer are cut off after a second. */
  async close(reason: CloseReason): Promise<void> {
    clearInterval(this.#heartbeat)
    const clients = [...this.#server.clients]
    const gone = Promise.all(clients.map((socket) => closed(socket)))
    for (const socket of clients) close(socket, reason)
    const patience = setTimeout(() => clients.forEach((socket) => socket.terminate()), LAST_PATIENCE_MS)
    await gone
    clearTimeout(patience)
    this.#server.close()
  }

  #open(socket: WebSocket, request: IncomingMessage): void {
    const left = this.#protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, isTooLong(data, this.#settings.maxResponseBytes) ? this.#shortened(data) : data),
        close: (code, reason) => socket.close(code, shortReason(reason)),
        onMessage: (handle) => {
          socket.on('message', (data: Buffer) => {
            handle(data.toString('utf8')).catch((error: unknown) => {
              if (isOfServer(error)) return close(socket, Close.badMessage)
              this.#log.error({ err: error }, 'a WebSocket message was not handled')
              close(socket, Close.internal)
            })
          })
        },
      },
      { socket, request },
    )
    socket.on('pong', () => this.#unanswered.delete(socket))
    socket.once('close', (code, reason) => {
      left(code, String(reason)).catch((err: unknown) => this.#log.error({ err }, 'a socket was not cleared away'))
    })
  }

  /** A result that is too long becomes one that says so, under the same operation's id. */
  #shortened(message: string): string {
    const { id, type } = Message.parse(JSON.parse(message))
    const { errors } = tooManyBytes(this.#settings.maxResponseBytes)
    return JSON.stringify({ id, type, payload: { errors } })
  }

  #beat(): void {
    for (const socket of this.#server.clients) {
      if (this.#unanswered.has(socket)) {
        socket.terminate()
        continue
      }
      this.#unanswered.add(socket)
      socket.ping()
    }
  }
}

/** What only a server may say (next, error, connection_ack): graphql-ws throws where a client does. */
function isOfServer(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unexpected message of type')
}

/** Reasons are 123 bytes at most (RFC 6455, section 5.5), and may name an id of the client's, of any length. */
function shortReason(reason = ''): string {
  return Buffer.byteLength(reason) > MAX_REASON_BYTES ? `${reason.slice(0, MAX_REASON_BYTES / 3 - 1)}…` : reason
}

const MAX_REASON_BYTES = 123

const Message = z.object({ id: z.string(), type: z.literal('next') })

const LAST_PATIENCE_MS = 1_000

export function close(socket: WebSocket, { code, reason }: CloseReason): void {
  socket.close(code, reason)
}

/** Whoever was told to leave may not stay by not answering. */
function cutOffSoon(socket: WebSocket): void {
  const patience = setTimeout(() => socket.terminate(), LAST_PATIENCE_MS)
  socket.once('close', () => clearTimeout(patience))
}

/** Resolves when the message has been handed to the network, so that whoever waits for it goes at the client's speed. */
function send(socket: WebSocket, data: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (socket.readyState !== socket.OPEN) resolve()
  else socket.send(data, () => resolve())
  return promise
}

function closed(socket: WebSocket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (socket.readyState === socket.CLOSED) resolve()
  else socket.once('close', () => resolve())
  return promise
}
