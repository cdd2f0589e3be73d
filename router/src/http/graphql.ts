import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Authenticate } from '@shop/platform/auth.ts'
import { ofHttp, type Tracing } from '../observe/tracing.ts'
import { readBatch, readRequest, type GraphQLRequest } from '../operations/request.ts'
import type { Rates } from '../operations/rates.ts'
import { badRequest, unavailable, type RequestError } from '../operations/request-error.ts'
import type { AcceptedRequest } from '../operations/accept.ts'
import { explained } from '../operations/run.ts'
import {
  identify,
  requestIdOf,
  traceOf,
  userOf,
  clientAddress,
  type ClientContext,
  type LabelsOf,
} from '../request/client-context.ts'
import type { ByteBudget, Holder } from '../request/byte-budget.ts'
import type { RequestLogRecord } from '../request/request-log-record.ts'
import type { Observer } from '../observe/observer.ts'
import type { Pipeline, ResultText } from '../request/pipeline.ts'
import { resultList, sendRefusal, sendText } from './answer.ts'
import { readJson } from './body.ts'
import { checkCsrf } from './cross-origin.ts'
import { setHeaders, type HeaderFields } from './header-fields.ts'
import { readAccept, type Accepts, type ResultType } from './media-type.ts'
import { readSearchParams } from './search-params.ts'
import type { StreamAnswers } from './stream-answers.ts'

export type GraphqlOptions = {
  readonly pipeline: Pipeline
  readonly authenticate: Authenticate
  readonly labelsOf: LabelsOf
  readonly rates: Rates
  readonly tracing: Tracing | undefined
  /** Whether answers have the plan in X-Query-Plan. */
  readonly showPlan: boolean
  readonly maxBodyBytes: number
  /** Bytes of bodies that are being read. */
  readonly reading: ByteBudget
  /** Bytes of answers that clients have not taken. */
  readonly unsent: ByteBudget
  /** Requests that are being answered, or whose answers have not been taken; streams do not count. */
  readonly maxConcurrent: number
  /** Operations of one request. */
  readonly maxBatch: number
  /** Proxies in front of this router whose X-Forwarded-For is believed. */
  readonly trustedProxies: number
  readonly streams: StreamAnswers
  readonly observer: Pick<Observer, 'cutOff'>
}

/** One HTTP request to /graphql and its answer. */
export type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly accepts: Accepts
  readonly record: RequestLogRecord
  readonly address: string | undefined
  /** Of every answer to it. */
  readonly headers: HeaderFields
  /** Operations that it lists, where its body is a list. */
  listed: number | undefined
}

/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/): the way of one request. Never rejects. */
export class GraphqlHandler {
  readonly #options: GraphqlOptions
  #underWay = 0

  constructor(options: GraphqlOptions) {
    this.#options = options
  }

  /** @param shared headers of every answer to it */
  readonly handle = async (
    request: IncomingMessage,
    response: ServerResponse,
    search: string,
    shared: HeaderFields,
  ): Promise<void> => {
    const { pipeline, tracing, trustedProxies } = this.#options
    const requestId = requestIdOf(request.headers)
    const span = tracing?.request(headerOf(request, 'traceparent'), ofHttp(request, '/graphql'))
    const record = pipeline.record('http', requestId, span)
    const accepts = readAccept(request.headers.accept)
    const address = clientAddress(request, trustedProxies)
    const headers = ['x-request-id', requestId, ...shared]
    const exchange: Exchange = { request, response, accepts, record, address, headers, listed: undefined }
    try {
      await this.#answer(exchange, search, requestId)
    } catch (error) {
      this.#refuse(exchange, record.refused(error))
    }
    record.end(response.statusCode)
  }

  /** Requests that are being answered, or whose answers have not been taken. */
  get underWay(): number {
    return this.#underWay
  }

  #refuse({ response, accepts, headers, listed }: Exchange, refusal: RequestError): void {
    if (response.headersSent) return void response.destroy()
    setHeaders(response, headers)
    if (accepts.stream === 'sse' && !accepts.result && !refusal.beforeGraphQL)
      this.#options.streams.refuse(response, refusal)
    else sendRefusal(response, refusal, accepts.result ?? 'application/json', listed)
  }

  /** Throws where too many requests are under way: before any work is put into this one. */
  #checkRoom(): void {
    if (this.#underWay >= this.#options.maxConcurrent)
      throw unavailable('The router has too much to do; try again later.')
  }

  /** Until the answer has been taken, or the client is gone. */
  #enter({ response, address }: Exchange): RequestSlot {
    this.#checkRoom()
    this.#underWay += 1
    return new RequestSlot(response, address, this.#options, () => (this.#underWay -= 1))
  }

  async #answer(exchange: Exchange, search: string, requestId: string): Promise<void> {
    const { request, response, accepts, record, address, headers } = exchange
    const { pipeline, authenticate, rates, labelsOf, streams, showPlan } = this.#options
    if (accepts.result === undefined && accepts.stream === undefined)
      throw badRequest('Accept names no type that we give.', 406)
    const counted = rates.address(address)
    if (counted) await counted
    this.#checkRoom()
    const parameters = await this.#parameters(exchange, search)
    const slot = this.#enter(exchange) // a half-sent body takes no slot
    const { authorization } = request.headers
    const caller = await identify(authenticate, authorization)
    const user = userOf({ caller })
    const labels = labelsOf(request.headers, caller)
    const clientContext: ClientContext = {
      caller,
      authorization,
      address,
      requestId,
      labels,
      ...traceOf(request.headers, record.span),
    }
    record.by(clientContext)
    const type = accepts.result ?? 'application/json'
    if ('length' in parameters) {
      record.isBatch()
      await rates.user(user, address, parameters.length)
      const results = await Promise.all(parameters.map((each) => pipeline.element(each, clientContext)))
      return this.#send(exchange, resultList(results), type, slot)
    }
    const ofUser = rates.user(user, address)
    if (ofUser) await ofUser
    const accepted = await pipeline.open(parameters, clientContext, record)
    const { kind } = accepted.operation
    if (request.method !== 'POST' && kind === 'mutation') {
      response.setHeader('allow', 'POST')
      throw badRequest('Mutations are sent by POST.', 405)
    }
    if (accepts.stream && (kind === 'subscription' || accepts.result === undefined)) {
      record.transport = 'sse'
      if (kind === 'subscription') slot.leave()
      setHeaders(response, headers)
      return streams.answer(exchange, accepted, clientContext)
    }
    const answer = await pipeline.text(accepted, clientContext, record)
    if (showPlan) await addPlan(response, accepted, clientContext)
    this.#send(exchange, answer, type, slot)
  }

  #send({ response, headers }: Exchange, answer: ResultText, type: ResultType, slot: RequestSlot): void {
    if (!slot.hold(answer.bytes)) throw unavailable('Too many answers wait to be taken; take yours, and try again.')
    sendText(response, answer, type, headers)
  }

  async #parameters(exchange: Exchange, search: string): Promise<GraphQLRequest | readonly GraphQLRequest[]> {
    const { request, address } = exchange
    checkCsrf(request.headers)
    if (request.method !== 'POST') return readSearchParams(search)
    const { maxBodyBytes, reading, rates, maxBatch } = this.#options
    const value = await readJson(request, maxBodyBytes, { budget: reading, address })
    if (!Array.isArray(value)) return readRequest(value)
    exchange.listed = value.length
    await rates.address(address, Math.max(0, value.length - 1)) // also where the list is refused, each of its operations
    return readBatch(value, maxBatch)
  }
}

/** What cannot be planned says so in its answer. */
async function addPlan(
  response: ServerResponse,
  accepted: AcceptedRequest,
  { caller, labels }: ClientContext,
): Promise<void> {
  const plan = await explained(accepted, caller, labels).catch(() => undefined)
  if (plan !== undefined) response.setHeader('x-query-plan', plan)
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}

type SlotOptions = Pick<GraphqlOptions, 'unsent' | 'observer'>

/** One request's place among those that are under way: until its answer has been taken, its client is gone, or it leaves before. */
class RequestSlot implements Holder {
  readonly address: string | undefined
  readonly #response: ServerResponse
  readonly #options: SlotOptions
  readonly #left: () => void
  #bytes = 0
  #isOver = false

  constructor(response: ServerResponse, address: string | undefined, options: SlotOptions, left: () => void) {
    this.address = address
    this.#response = response
    this.#options = options
    this.#left = left
    if (response.destroyed) this.leave()
    else response.on('close', () => this.leave())
  }

  /** Whether an answer of this length may wait for its client. */
  hold(bytes: number): boolean {
    if (this.#isOver) return true
    if (!this.#options.unsent.take(this, bytes)) return false
    this.#bytes += bytes
    return true
  }

  /** With its connection: an answer behind another one on it has no socket of its own yet. */
  cutOff(): void {
    this.#response.req.socket.destroy()
    this.#options.observer.cutOff('http', 'unsent')
  }

  leave(): void {
    if (this.#isOver) return
    this.#isOver = true
    if (this.#bytes > 0) this.#options.unsent.give(this, this.#bytes)
    this.#left()
  }
}
