import { createClient, type Client, type SubscribePayload } from 'graphql-ws'
import { WebSocket, type RawData } from 'ws'
import { isResponse } from '../upstream/answer.ts'
import { isTooDeeplyNested, mayLoseDigits, parseJson, type Tree } from '../json.ts'
import { z } from 'zod'

export type ConnectionSettings = {
  /** Milliseconds for the handshake and, again, for the acknowledgement. */
  readonly timeoutMs: number
  /** Milliseconds between pings; a subgraph that leaves one unanswered for as long is given up. */
  readonly heartbeatMs: number
  /** Of one message. */
  readonly maxBytes: number
}

/** What one upstream subscription receives; after `failed` or `complete` nothing more. */
export type Sink = {
  /** A response of GraphQL as it came: how it is to be read, the reader of all answers knows. */
  readonly next: (response: Tree) => void
  /** GraphQL errors (an array) where the subgraph refuses the operation; else what closed the socket. */
  readonly failed: (cause: unknown) => void
  readonly complete: () => void
}

type Shared = { readonly client: Client; readonly sinks: Set<Sink>; readonly text: MessageText }

/**
 * Sockets to subgraphs (graphql-transport-ws), one for each pair of subgraph and authorization, for all subscriptions of
 * that pair; open while there is any. Never reconnects by itself: the cursor has to be another then.
 */
export class Connections {
  readonly #settings: ConnectionSettings
  readonly #shared = new Map<string, Shared>()

  constructor(settings: ConnectionSettings) {
    this.#settings = settings
  }

  get size(): number {
    return this.#shared.size
  }

  /** `url`: the subgraph's HTTP address, whose path takes WebSockets too. Returns what ends the subscription. */
  subscribe(url: string, authorization: string | undefined, payload: SubscribePayload, sink: Sink): () => void {
    const key = `${url}\0${authorization ?? ''}`
    const shared = this.#shared.get(key) ?? this.#connect(key, url, authorization)
    shared.sinks.add(sink)
    const leave = () => {
      const was = shared.sinks.delete(sink)
      if (shared.sinks.size === 0 && this.#shared.get(key) === shared) this.#shared.delete(key)
      return was
    }
    const fail = (cause: unknown): void => {
      if (leave()) sink.failed(cause)
    }
    const unsubscribe = shared.client.subscribe(payload, {
      next: (payload) => {
        if (!shared.sinks.has(sink)) return
        try {
          sink.next(shared.text.isTooDeep ? NO_ANSWER : resultOf(shared.text.exact(payload)))
        } catch (error) {
          // The client would close the socket, which other streams are on.
          fail(error)
          unsubscribe()
        }
      },
      error: (cause) => fail(shared.text.isTooDeep && Array.isArray(cause) ? [] : cause),
      complete: () => leave() && sink.complete(),
    })
    return () => {
      leave()
      unsubscribe()
    }
  }

  #connect(key: string, url: string, authorization: string | undefined): Shared {
    const { timeoutMs, heartbeatMs, maxBytes } = this.#settings
    const sinks = new Set<Sink>()
    const text = new MessageText()
    let unanswered: NodeJS.Timeout | undefined
    const client = createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl: socketWith({ authorization, timeoutMs, maxBytes, text }),
      connectionParams: authorization === undefined ? {} : { authorization },
      connectionAckWaitTimeout: timeoutMs,
      keepAlive: heartbeatMs,
      retryAttempts: 0,
      on: {
        ping: (received) => {
          if (!received) unanswered = setTimeout(() => client.terminate(), heartbeatMs)
        },
        pong: (received) => {
          if (received) clearTimeout(unanswered)
        },
        closed: (event) => {
          clearTimeout(unanswered)
          // Before the client is notified: for some codes it would subscribe again with the old cursor.
          if (this.#shared.get(key)?.client === client) this.#shared.delete(key)
          const left = [...sinks]
          sinks.clear()
          for (const sink of left) sink.failed(event)
          // Rejects with the event, where it came before the acknowledgement; all subscribers have the error by then.
          Promise.resolve(client.dispose()).catch(() => undefined)
        },
      },
    })
    const shared = { client, sinks, text }
    this.#shared.set(key, shared)
    return shared
  }
}

type SocketOptions = Pick<ConnectionSettings, 'timeoutMs' | 'maxBytes'> & {
  readonly authorization: string | undefined
  readonly text: MessageText
}

/** A WebSocket class for one authorization: the client takes a class, and gives its sockets no headers. */
function socketWith({ authorization, timeoutMs, maxBytes, text }: SocketOptions): unknown {
  const headers = authorization === undefined ? {} : { authorization }
  const options = { headers, handshakeTimeout: timeoutMs, maxPayload: maxBytes, perMessageDeflate: false }
  return class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, options)
      this.on('message', (data) => text.note(data))
      this.on('error', () => this.terminate()) // else what is left of a message that is too long would be read to its end
    }
  }
}

/** Stands for one that is not read: its reader says so, and the stream goes on. */
const NO_ANSWER: Tree = {}

/** @throws where it is none */
function resultOf(payload: unknown): Tree {
  if (!isResponse(payload)) throw new Error('the subgraph sent what is no GraphQL result')
  return payload
}

const Message = z.object({ payload: z.unknown() })

/** The text of a message that graphql-ws is about to read: it parses numbers as doubles, so those that lose something by that are read anew. */
export class MessageText {
  #doubtful: string | undefined
  #isTooDeep = false

  /** Whether this message is nested deeper than what is read. */
  get isTooDeep(): boolean {
    return this.#isTooDeep
  }

  /** Called before the client reads it. */
  note(data: RawData): void {
    const text = Buffer.isBuffer(data) ? data.toString() : undefined
    this.#isTooDeep = text !== undefined && isTooDeeplyNested(text)
    this.#doubtful = text !== undefined && mayLoseDigits(text) ? text : undefined
  }

  /** The payload of this message, with all digits of its numbers. */
  exact(payload: unknown): unknown {
    return this.#doubtful === undefined ? payload : Message.parse(parseJson(this.#doubtful)).payload
  }
}
