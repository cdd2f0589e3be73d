import type { IncomingMessage } from 'node:http'
import { MessageType, parseMessage } from 'graphql-ws'
import type { ConnectionInitMessage, Message, SubscribeMessage } from 'graphql-ws'
import type { WebSocket } from 'ws'
import { userOf, clientAddress, type ClientContext } from '../request/client-context.ts'
import type { RequestLogRecord } from '../request/request-log-record.ts'
import type { Pipeline, Results } from '../request/pipeline.ts'
import type { Observer } from '../observe/observer.ts'
import type { Tracing } from '../observe/tracing.ts'
import type { Rates } from '../operations/rates.ts'
import { readRequest } from '../operations/request.ts'
import { limitExceeded, unavailable } from '../operations/request-error.ts'
import { isTooDeeplyNested, keepDigits, mayLoseDigits } from '../json.ts'
import { Close, close, type CloseReason } from './close-codes.ts'
import type { Outgoing } from './outgoing.ts'
import type { ClientSession, ClientSessionOptions } from './session.ts'
import { clientContextOf, openSession } from './session.ts'
import type { Turnstile } from './turnstile.ts'

export type ConversationOptions = ClientSessionOptions & {
  readonly pipeline: Pipeline
  readonly rates: Rates
  readonly tracing: Tracing | undefined
  readonly observer: Pick<Observer, 'cutOff'>
  /** Operations that one socket carries at a time. */
  readonly maxOperations: number
  /** Aborts when the router stops: nothing new is begun then. */
  readonly stopping: AbortSignal
}

/** One operation under its id. An id may be used again as soon as the client has completed it: what was begun under it is another. */
type RunningOperation = { results: Results | undefined; isOver: boolean; isCounted: boolean }

const INIT_WAIT_MS = 5_000

/**
 * One socket's conversation in graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md), message by
 * message: all three kinds of operation.
 */
export class Conversation {
  readonly #options: ConversationOptions
  readonly #socket: WebSocket
  readonly #request: IncomingMessage
  readonly #outgoing: Outgoing
  /** Queries and mutations wait here, so that few answers at a time are held for one client. */
  readonly #turnstile: Turnstile
  readonly #running = new Map<string, RunningOperation>()
  readonly #initWait: NodeJS.Timeout
  #isInitialised = false
  /** Operations that the router has ended, and whose clients may send `complete` all the same: the two messages cross. */
  #crossingCompletes = 0
  #session: ClientSession | undefined

  constructor(
    options: ConversationOptions,
    socket: WebSocket,
    request: IncomingMessage,
    outgoing: Outgoing,
    turnstile: Turnstile,
  ) {
    this.#options = options
    this.#socket = socket
    this.#request = request
    this.#outgoing = outgoing
    this.#turnstile = turnstile
    this.#initWait = setTimeout(() => close(socket, Close.initTimeout), INIT_WAIT_MS)
  }

  /** Never rejects for what a client says; what is no message, or not its turn, closes the socket. */
  async receive(text: string): Promise<void> {
    const message = read(text)
    switch (message?.type) {
      case MessageType.ConnectionInit:
        return this.#initialise(message)
      case MessageType.Ping:
        return this.#pong(message.payload)
      case MessageType.Pong:
        return void (await this.#isCounted(Close.tooManyMessages))
      case MessageType.Subscribe:
        return this.#subscribe(message)
      case MessageType.Complete:
        if (this.#running.has(message.id)) return this.#complete(message.id)
        if (this.#crossingCompletes > 0) return void this.#crossingCompletes--
        return void (await this.#isCounted(Close.tooManyMessages))
      case MessageType.ConnectionAck:
      case MessageType.Next:
      case MessageType.Error:
      case undefined:
        return close(this.#socket, Close.badMessage)
    }
  }

  /** The socket has closed. */
  ended(): void {
    clearTimeout(this.#initWait)
    for (const id of [...this.#running.keys()]) this.#complete(id)
  }

  async #initialise({ payload = {} }: ConnectionInitMessage): Promise<void> {
    if (this.#isInitialised) return close(this.#socket, Close.initialisedTwice)
    this.#isInitialised = true
    clearTimeout(this.#initWait)
    const session = await openSession(this.#options, payload, this.#request, this.#socket)
    if (!session) return
    this.#session = session
    await this.#outgoing.send('{"type":"connection_ack"}')
  }

  /** The WebSocket's own, which counts as one of the protocol does. */
  async ping(data: Buffer): Promise<void> {
    if (await this.#isCounted(Close.tooManyPings)) await this.#outgoing.pong(data)
  }

  async #pong(payload: Record<string, unknown> | undefined): Promise<void> {
    if (await this.#isCounted(Close.tooManyPings))
      await this.#outgoing.send(JSON.stringify({ type: MessageType.Pong, ...(payload && { payload }) }))
  }

  /**
   * Whether the address may say this: what begins no operation, and ends none, takes time as well, also before connection_init. It counts
   * as requests of an address.
   */
  async #isCounted(tooMany: CloseReason): Promise<boolean> {
    try {
      await this.#options.rates.address(clientAddress(this.#request, this.#options.trustedProxies))
      return true
    } catch {
      close(this.#socket, tooMany)
      return false
    }
  }

  async #subscribe({ id, payload }: SubscribeMessage): Promise<void> {
    const session = this.#session
    if (!session) return close(this.#socket, Close.notInitialised)
    if (this.#running.has(id)) return close(this.#socket, Close.idTaken)
    const running: RunningOperation = { results: undefined, isOver: false, isCounted: true }
    this.#running.set(id, running)
    const clientContext = clientContextOf(session, this.#options.tracing)
    const record = this.#options.pipeline
      .record('websocket', clientContext.requestId, clientContext.span)
      .by(clientContext)
    session.running++
    try {
      await this.#run(id, payload, running, clientContext, record)
      if (!running.isOver) await this.#outgoing.send(JSON.stringify({ id, type: MessageType.Complete }))
    } catch (error) {
      const { errors } = record.refused(error)
      if (!running.isOver) await this.#outgoing.send(JSON.stringify({ id, type: MessageType.Error, payload: errors }))
    } finally {
      this.#uncount(running, session)
      if (this.#running.get(id) === running) {
        this.#running.delete(id)
        this.#crossingCompletes++
      }
      record.end()
    }
  }

  async #run(
    id: string,
    payload: SubscribeMessage['payload'],
    running: RunningOperation,
    clientContext: ClientContext,
    record: RequestLogRecord,
  ): Promise<void> {
    const { pipeline, rates, stopping, maxOperations } = this.#options
    const isTooMany = (this.#session?.running ?? 0) > maxOperations // by now: others come while this one is counted
    const { address } = clientContext
    await rates.address(address)
    await rates.user(userOf(clientContext), address)
    if (stopping.aborted) throw unavailable('The router stops: come back.')
    if (isTooMany) throw limitExceeded('subscriptions', `One socket carries ${maxOperations} operations at a time.`)
    const accepted = await pipeline.open(readRequest(payload), clientContext, record)
    const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`
    const answer = async (): Promise<void> => {
      if (running.isOver) return
      running.results = await pipeline.results(accepted, clientContext, record, {
        slow: () => {
          close(this.#socket, Close.slowClient)
          this.#options.observer.cutOff('websocket', 'queue')
        },
      })
      if (running.isOver) return void (await running.results.return())
      for await (const { text } of running.results) {
        if (running.isOver) return
        await this.#outgoing.send(head, text, '}')
      }
    }
    await (accepted.operation.kind === 'subscription' ? answer() : this.#turnstile.pass(answer))
  }

  #complete(id: string): void {
    const running = this.#running.get(id)
    if (!running) return
    running.isOver = true
    this.#running.delete(id)
    if (!running.results) return // it counts until what it has begun is done
    this.#uncount(running, this.#session)
    running.results.return().catch(() => undefined) // their reader gets the error
  }

  /** Its place is free for the client's very next message. */
  #uncount(running: RunningOperation, session: ClientSession | undefined): void {
    if (!running.isCounted || !session) return
    running.isCounted = false
    session.running--
  }
}

function read(text: string): Message | undefined {
  if (isTooDeeplyNested(text)) return undefined
  try {
    return parseMessage(text, mayLoseDigits(text) ? keepDigits : undefined)
  } catch {
    return undefined
  }
}
