import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Server } from 'graphql-ws'
import { handleProtocols } from 'graphql-ws'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import type { Log } from '@shop/platform/log.ts'
import { clientAddress } from '../http/clients.ts'
import { tooManyBytes } from '../http/answer.ts'
import type { CloseReason } from './close-codes.ts'
import { Close } from './close-codes.ts'

/** What graphql-ws carries along for each socket. */
export type SocketExtra = { readonly socket: WebSocket; readonly request: IncomingMessage }

export type SocketSettings = {
  readonly maxMessageBytes: number
  readonly maxSockets: number
  /** Sockets from one address; those from this machine itself are not counted. */
  readonly maxSocketsPerAddress: number
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
  readonly #perAddress = new Map<string, number>()

  constructor(protocol: Server<SocketExtra>, settings: SocketSettings, log: Log) {
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
      const address = clientAddress(request, this.#settings.trustedProxies)
      if (this.size > this.#settings.maxSockets || !this.#count(address, socket)) close(socket, Close.tryLater)
      else this.#open(socket, request)
    })
  }

  /** False where that address has as many as it may. */
  #count(address: string | undefined, socket: WebSocket): boolean {
    if (address === undefined) return true
    const before = this.#perAddress.get(address) ?? 0
    if (before >= this.#settings.maxSocketsPerAddress) return false
    this.#perAddress.set(address, before + 1)
    socket.once('close', () => {
      const left = (this.#perAddress.get(address) ?? 0) - 1
      if (left > 0) this.#perAddress.set(address, left)
      else this.#perAddress.delete(address)
    })
    return true
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
        send: (data) => send(socket, data.length > this.#settings.maxResponseBytes ? this.#shortened(data) : data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) => {
          socket.on('message', (data: Buffer) => {
            handle(data.toString('utf8')).catch((error: unknown) => {
              this.#log.error({ err: error }, 'a WebSocket message was not handled')
              close(socket, Close.internal)
            })
          })
        },
      },
      { socket, request },
    )
    socket.on('pong', () => this.#unanswered.delete(socket))
    socket.on('error', (err) => this.#log.debug({ err }, 'a WebSocket broke'))
    socket.once('close', (code, reason) => void left(code, String(reason)))
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

const Message = z.object({ id: z.string(), type: z.literal('next') })

const LAST_PATIENCE_MS = 1_000

export function close(socket: WebSocket, { code, reason }: CloseReason): void {
  socket.close(code, reason)
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
