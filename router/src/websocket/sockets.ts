import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { handleProtocols } from 'graphql-ws'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { Log } from '@shop/platform/log.ts'
import { clientAddress } from '../request/client-context.ts'
import type { AddressSlots } from '../http/address-slots.ts'
import type { Observer } from '../observe/observer.ts'
import type { ByteBudget } from '../request/byte-budget.ts'
import type { CloseReason } from './close-codes.ts'
import { Close, close, cutOffSoon, CLOSE_TIMEOUT_MS } from './close-codes.ts'
import type { ConversationOptions } from './conversation.ts'
import { Conversation } from './conversation.ts'
import { countUnfinished } from './incoming.ts'
import { Outgoing } from './outgoing.ts'
import { Turnstile } from './turnstile.ts'

export type SocketSettings = ConversationOptions & {
  readonly maxMessageBytes: number
  readonly maxSockets: number
  /** Milliseconds between pings; a client that has not answered the last one when the next is due is dead. */
  readonly heartbeatMs: number
  readonly addressSlots: AddressSlots
  /** Bytes of messages that have begun and not ended, as of bodies. */
  readonly reading: ByteBudget
  readonly unsent: ByteBudget
  readonly observer: Pick<Observer, 'cutOff'>
  readonly log: Log
}

/** Queries and mutations of one socket that run at a time, or whose answers its client has not taken. */
const AT_ONCE = 8
const IDLE_TIMEOUT_MS = 5_000

/** The WebSockets of clients: accepts them, closes dead ones, and runs the protocol on each. */
export class Sockets {
  readonly #server: WebSocketServer
  readonly #settings: SocketSettings
  readonly #unanswered = new WeakSet<WebSocket>()
  /** Unsent bytes at the last ping, of sockets that do not drain. */
  readonly #waited = new WeakMap<WebSocket, number>()
  readonly #heartbeat: NodeJS.Timeout
  #answering = 0
  #idle: (() => void) | undefined

  constructor(settings: SocketSettings) {
    this.#settings = settings
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: settings.maxMessageBytes,
      perMessageDeflate: false,
      autoPong: false, // would queue without bound for a client that sends pings and reads nothing
      handleProtocols,
    })
    this.#heartbeat = setInterval(() => this.#beat(), settings.heartbeatMs)
  }

  get size(): number {
    return this.#server.clients.size
  }

  accept(request: IncomingMessage, raw: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, raw, head, (socket) => {
      socket.on('error', (err) => this.#settings.log.debug({ err }, 'a WebSocket broke')) // also one that is not let in
      const { maxSockets, trustedProxies, addressSlots } = this.#settings
      const address = clientAddress(request, trustedProxies)
      const leave = this.size <= maxSockets ? addressSlots.take(address) : undefined
      if (!leave) {
        close(socket, Close.tryLater)
        return cutOffSoon(socket)
      }
      socket.once('close', leave)
      if (handleProtocols(socket.protocol) === false) return close(socket, Close.otherProtocol)
      this.#open(socket, raw, request, address)
    })
  }

  /** Resolves when no query or mutation is under way; answers that their clients do not read are not waited for. */
  async idle(): Promise<void> {
    if (this.#answering === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#idle = resolve
    const timer = setTimeout(resolve, IDLE_TIMEOUT_MS)
    await promise
    clearTimeout(timer)
  }

  /** Closes every socket with a code that says: reconnect. Resolves when all are gone; those that do not answer are cut off after a second. */
  async close(reason: CloseReason): Promise<void> {
    clearInterval(this.#heartbeat)
    const clients = [...this.#server.clients]
    const gone = Promise.all(clients.map((socket) => closed(socket)))
    for (const socket of clients) close(socket, reason)
    const timer = setTimeout(() => clients.forEach((socket) => socket.terminate()), CLOSE_TIMEOUT_MS)
    await gone
    clearTimeout(timer)
    this.#server.close()
  }

  #open(socket: WebSocket, raw: Duplex, request: IncomingMessage, address: string | undefined): void {
    const { reading, unsent, observer, log } = this.#settings
    const outgoing = new Outgoing(socket, address, unsent, () => observer.cutOff('websocket', 'unsent'))
    const turnstile = new Turnstile(AT_ONCE, { entered: () => this.#entered(), left: () => this.#left() })
    const conversation = new Conversation(this.#settings, socket, request, outgoing, turnstile)
    countUnfinished(raw, address, reading, () => {
      close(socket, Close.tryLater)
      observer.cutOff('websocket', 'reading')
      socket.terminate() // not in a while: so many may do so that what each has sent by now is too much
    })
    const failed = (err: unknown): void => {
      log.error({ err }, 'a WebSocket message was not handled')
      close(socket, Close.internal)
    }
    socket.on('message', (data: Buffer) => void conversation.receive(data.toString('utf8')).catch(failed))
    socket.on('ping', (data) => void conversation.ping(data).catch(failed))
    socket.on('pong', () => this.#unanswered.delete(socket))
    socket.once('close', () => conversation.ended())
  }

  #entered(): void {
    this.#answering++
  }

  #left(): void {
    if (--this.#answering === 0) this.#idle?.()
  }

  #beat(): void {
    for (const socket of this.#server.clients) {
      if (socket.isPaused) {
        this.#checkTaking(socket)
        continue
      }
      this.#waited.delete(socket)
      if (this.#unanswered.has(socket)) {
        socket.terminate()
        continue
      }
      this.#unanswered.add(socket)
      socket.ping()
    }
  }

  /** Nothing is read from it, its answers to pings neither: it has to take something from one beat to the next. */
  #checkTaking(socket: WebSocket): void {
    this.#unanswered.delete(socket)
    const before = this.#waited.get(socket) ?? Infinity
    this.#waited.set(socket, socket.bufferedAmount)
    if (socket.bufferedAmount < before) return
    if (socket.readyState === socket.OPEN) this.#settings.observer.cutOff('websocket', 'stalled')
    close(socket, Close.slowClient)
    cutOffSoon(socket)
  }
}

function closed(socket: WebSocket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (socket.readyState === socket.CLOSED) resolve()
  else socket.once('close', () => resolve())
  return promise
}
