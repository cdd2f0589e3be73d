import type { ServerResponse } from 'node:http'
import { limitExceeded, type RequestError } from '../operations/request-error.ts'
import type { AcceptedRequest } from '../operations/accept.ts'
import { whenExpired, type ClientContext } from '../request/client-context.ts'
import type { CutOffReason, Observer } from '../observe/observer.ts'
import type { ByteBudget, Holder } from '../request/byte-budget.ts'
import type { Pipeline, Results } from '../request/pipeline.ts'
import type { Exchange } from './graphql.ts'
import type { AddressSlots } from './address-slots.ts'

export type StreamAnswerOptions = {
  readonly pipeline: Pipeline
  readonly heartbeatMs: number
  readonly addressSlots: AddressSlots
  /** Bytes of answers that clients have not taken. */
  readonly unsent: ByteBudget
  readonly observer: Pick<Observer, 'cutOff'>
}

const EXPIRED = JSON.stringify({
  errors: [{ message: 'The token has expired: come back with a fresh one.', extensions: { code: 'UNAUTHENTICATED' } }],
})
/** Of a cursor: what is longer is none of ours. */
const MAX_EVENT_ID = 1_024

/** Answers that go on: each on its own HTTP connection, until it completes or the client closes it. */
export class StreamAnswers {
  readonly #options: StreamAnswerOptions
  readonly #open = new Set<ServerResponse>()

  constructor(options: StreamAnswerOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#open.size
  }

  /** Resolves when the answer has ended. Rejects with a RequestError where nothing was written yet. */
  async answer(exchange: Exchange, accepted: AcceptedRequest, clientContext: ClientContext): Promise<void> {
    const { response, accepts, record, request } = exchange
    const leave = this.#options.addressSlots.take(clientContext.address)
    if (!leave) throw limitExceeded('socketsPerAddress', 'Your address has as many streams open as it may.', 429)
    try {
      const format = accepts.stream === 'multipart' ? multipart : sse
      const options = {
        slow: () => this.#cutOff(response, 'queue'),
        after: format === sse ? lastEventId(request.headers) : undefined,
      }
      await this.#write(
        response,
        format,
        await this.#options.pipeline.results(accepted, clientContext, record, options),
        clientContext,
      )
    } finally {
      leave()
    }
  }

  /** Refuses in the format of an event stream: its client does not read a status. */
  refuse(response: ServerResponse, { errors }: RequestError): void {
    begin(response, sse)
    response.end(sse.result(JSON.stringify({ errors })) + sse.complete)
  }

  /** Ends all without completing them: the clients come back, to another router or to this one again. */
  close(): void {
    for (const response of this.#open) response.end()
  }

  async #write(
    response: ServerResponse,
    format: StreamFormat,
    results: Results,
    clientContext: ClientContext,
  ): Promise<void> {
    const left = (): void => {
      results.return().catch(() => undefined) // its reader gets the error
    }
    response.once('close', left)
    if (isGone(response)) left() // while the answer was being opened
    this.#open.add(response)
    const holder = { address: clientContext.address, cutOff: () => this.#cutOff(response, 'unsent') }
    const heartbeat = setInterval(() => response.write(format.heartbeat), this.#options.heartbeatMs)
    const calledOff = whenExpired(clientContext.caller, () => response.end(format.result(EXPIRED) + format.complete))
    try {
      if (!isGone(response)) begin(response, format).write(format.opening)
      for await (const { text, bytes, cursor } of results) {
        if (isGone(response)) break
        await this.#send(response, format.result(text, cursor), bytes, holder)
      }
      if (!isGone(response)) response.end(format.complete)
    } finally {
      clearInterval(heartbeat)
      calledOff()
      this.#open.delete(response)
    }
  }

  #cutOff(response: ServerResponse, reason: CutOffReason): void {
    response.destroy()
    this.#options.observer.cutOff('sse', reason)
  }

  /** A stream goes at its client's speed. Cuts it off where too much waits for clients already. */
  async #send(response: ServerResponse, framed: string, bytes: number, holder: Holder): Promise<void> {
    const { unsent } = this.#options
    if (!unsent.take(holder, bytes)) return holder.cutOff()
    try {
      if (!response.write(framed)) await writable(response)
    } finally {
      unsent.give(holder, bytes)
    }
  }
}

/** The Last-Event-ID header, which a browser's EventSource sends when it reconnects. */
function lastEventId({ 'last-event-id': id }: Exchange['request']['headers']): string | undefined {
  return typeof id === 'string' && id !== '' && id.length <= MAX_EVENT_ID ? id : undefined
}

/** Resolves when the client has taken what was written, or has left. */
function writable(response: ServerResponse): Promise<void> {
  if (isGone(response)) return Promise.resolve() // no `drain` event will come any more
  const { promise, resolve } = Promise.withResolvers<void>()
  const settled = () => {
    response.off('drain', settled)
    response.off('close', settled)
    resolve()
  }
  response.on('drain', settled)
  response.on('close', settled)
  return promise
}

/** `writable` remains true for a response whose client has disconnected. */
function isGone(response: ServerResponse): boolean {
  return response.destroyed || response.writableEnded
}

function begin(response: ServerResponse, { contentType }: StreamFormat): ServerResponse {
  return response.writeHead(200, {
    'content-type': contentType,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
}

/** How a sequence of results is framed in the body of one HTTP answer. */
export type StreamFormat = {
  readonly contentType: string
  readonly opening: string
  /** `json`: the text of a result; `cursor`: where its stream goes on after it. */
  readonly result: (json: string, cursor?: string) => string
  readonly heartbeat: string
  readonly complete: string
}

/** GraphQL over SSE, distinct connections mode (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md). */
export const sse: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  opening: ':\n\n',
  result: (json, cursor) => `event: next\n${eventId(cursor)}data: ${json}\n\n`,
  heartbeat: ':\n\n',
  complete: 'event: complete\ndata: \n\n',
}

/**
 * What Apollo Client takes over HTTP (https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol).
 * Each part ends with the next boundary, so that a client need not wait for another part to read it.
 */
export const multipart: StreamFormat = {
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"',
  opening: '--graphql',
  result: (json) => part(`{"payload":${json}}`),
  heartbeat: part('{}'),
  complete: '--\r\n',
}

/** A browser's EventSource sends it back as Last-Event-ID when it reconnects. */
function eventId(cursor: string | undefined): string {
  return cursor === undefined || /[\r\n\0]/.test(cursor) ? '' : `id: ${cursor}\n`
}

function part(json: string): string {
  return `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--graphql`
}
