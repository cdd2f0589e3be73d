import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Authenticate } from '@shop/platform/auth.ts'
import type { Log } from '@shop/platform/log.ts'
import type { Observer, RequestRecord } from '../observe/observer.ts'
import { outcomeOf } from '../observe/outcome.ts'
import { ofHttp, type RequestSpan, type Tracing } from '../observe/tracing.ts'
import type { Mask } from '../operations/mask.ts'
import type { Texts } from '../operations/persisted.ts'
import { readRequest } from '../operations/request.ts'
import type { GraphQLRequest } from '../operations/request.ts'
import type { Rates } from '../operations/rates.ts'
import { RequestError, badRequest, unavailable } from '../operations/request-error.ts'
import type { Opened } from '../operations/run.ts'
import { explained, open, runToText } from '../operations/run.ts'
import type { Graph } from '../supergraph/graph.ts'
import { sendRefusal, sendResult, sendWritten } from './answer.ts'
import type { Asker } from './asker.ts'
import { contextFor, identify, requestIdOf, traceOf } from './asker.ts'
import { readBatch, runBatch } from './batch.ts'
import { readJson } from './body.ts'
import { clientAddress } from './clients.ts'
import { checkCsrf } from './csrf.ts'
import type { Accepts } from './media-type.ts'
import { readAccept } from './media-type.ts'
import type { LabelsOf } from './override-labels.ts'
import { readSearchParams } from './search-params.ts'
import type { StreamAnswers } from './stream-answers.ts'
import { unexpected } from './unexpected.ts'

export type GraphqlParts = {
  readonly graph: Graph
  readonly texts: Texts
  readonly authenticate: Authenticate
  readonly labelsOf: LabelsOf
  readonly mask: Mask
  readonly observer: Observer
  readonly log: Log
  readonly rates: Rates
  readonly tracing: Tracing | undefined
  /** Whether answers have the plan in X-Query-Plan. */
  readonly showPlan: boolean
  readonly maxBodyBytes: number
  readonly maxResponseBytes: number
  /** Requests that are being answered; streams do not count. */
  readonly maxConcurrent: number
  /** Operations of one request. */
  readonly maxBatch: number
  /** Proxies in front of this router whose X-Forwarded-For is believed. */
  readonly trustedProxies: number
  /** Milliseconds for a whole answer. */
  readonly timeoutMs: number
  readonly streams: StreamAnswers
}

/** One HTTP request to /graphql and its answer. */
export type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly accepts: Accepts
}

/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/): the way of one request. Never rejects. */
export class GraphqlHandler {
  readonly #parts: GraphqlParts
  #underWay = 0

  constructor(parts: GraphqlParts) {
    this.#parts = parts
  }

  async handle(request: IncomingMessage, response: ServerResponse, search: string): Promise<void> {
    const began = performance.now()
    const accepts = readAccept(request.headers.accept)
    const requestId = requestIdOf(request.headers)
    response.setHeader('x-request-id', requestId)
    const seen: Seen = { kind: 'none', operation: undefined, hash: undefined, transport: 'http' }
    const span = this.#parts.tracing?.request(headerOf(request, 'traceparent'), ofHttp(request, '/graphql'))
    let outcome: string
    let limit: string | undefined
    const place = new Stay(() => this.#enter())
    try {
      outcome = await this.#answer({ request, response, accepts }, search, requestId, seen, { place, span })
    } catch (error) {
      const refusal =
        error instanceof RequestError
          ? error
          : unexpected(error, this.#parts.log, { requestId, traceparent: span?.traceparent })
      outcome = refusal.code
      limit = refusal.limit
      if (response.headersSent) response.destroy()
      else if (accepts.stream === 'sse' && !accepts.result && !refusal.beforeGraphQL)
        this.#parts.streams.refuse(response, refusal)
      else sendRefusal(response, refusal, accepts.result ?? 'application/json')
    }
    place.leave()
    span?.end({ ...seen, outcome, status: response.statusCode })
    if (outcome !== BATCH)
      this.#parts.observer.request({ ...seen, id: requestId, outcome, limit, ms: performance.now() - began })
  }

  /** Requests that are being answered. */
  get underWay(): number {
    return this.#underWay
  }

  /** Throws where too many requests are under way: before any work is put into this one. */
  #checkRoom(): void {
    if (this.#underWay >= this.#parts.maxConcurrent)
      throw unavailable('The router has too much to do; try again later.')
  }

  /** Answers how to leave. */
  #enter(): () => void {
    this.#checkRoom()
    this.#underWay += 1
    return () => (this.#underWay -= 1)
  }

  async #answer(
    exchange: Exchange,
    search: string,
    requestId: string,
    seen: Seen,
    { place, span }: { readonly place: Stay; readonly span: RequestSpan | undefined },
  ): Promise<string> {
    const { request, response, accepts } = exchange
    const { graph, texts, mask, authenticate, rates, trustedProxies, maxResponseBytes } = this.#parts
    if (accepts.result === undefined && accepts.stream === undefined)
      throw badRequest('Accept names no type that we give.', 406)
    this.#checkRoom()
    const address = clientAddress(request, trustedProxies)
    await rates.address(address)
    const parameters = await this.#parameters(request, search)
    place.enter() // who sends half a body takes nobody's place
    const { authorization } = request.headers
    const caller = await identify(authenticate, authorization)
    const user = caller.kind === 'login' ? caller.userId : undefined
    const labels = this.#parts.labelsOf(request.headers, caller)
    const asker: Asker = { caller, authorization, address, requestId, labels, ...traceOf(request.headers, span) }
    if ('length' in parameters) {
      await rates.address(address, parameters.length - 1)
      await rates.user(user, address, parameters.length)
      const results = await runBatch(parameters, asker, this.#parts)
      sendResult(response, results, accepts.result ?? 'application/json', maxResponseBytes)
      return BATCH
    }
    await rates.user(user, address)
    const opened = await open(texts.resolve(parameters), () => graph.current)
    const { kind, shownName: operation, hash, rootNames } = opened.operation
    Object.assign(seen, { kind, operation, hash, rootNames, user, traceparent: asker.traceparent })
    if (request.method === 'GET' && kind === 'mutation') {
      response.setHeader('allow', 'POST')
      throw badRequest('Mutations are sent by POST.', 405)
    }
    if (accepts.stream && (kind === 'subscription' || accepts.result === undefined)) {
      seen.transport = 'sse'
      if (kind === 'subscription') place.leave()
      return this.#parts.streams.answer(exchange, opened, asker)
    }
    const result = await runToText(opened, caller, contextFor(asker, this.#parts.timeoutMs))
    seen.made = 'bytes' in result ? 'spliced' : 'values'
    if (this.#parts.showPlan) await showPlan(response, opened, asker)
    const type = accepts.result ?? 'application/json'
    if ('bytes' in result) {
      sendWritten(response, result, type, maxResponseBytes)
      return 'ok'
    }
    const shown = mask(result, asker)
    sendResult(response, shown, type, maxResponseBytes)
    return outcomeOf(shown)
  }

  async #parameters(request: IncomingMessage, search: string): Promise<GraphQLRequest | readonly GraphQLRequest[]> {
    checkCsrf(request.headers)
    if (request.method === 'GET') return readSearchParams(search)
    const value = await readJson(request, this.#parts.maxBodyBytes)
    return Array.isArray(value) ? readBatch(value, this.#parts.maxBatch) : readRequest(value)
  }
}

/** One request's place among those that are under way: taken once, left once. */
class Stay {
  readonly #take: () => () => void
  #leave: (() => void) | undefined

  constructor(take: () => () => void) {
    this.#take = take
  }

  enter(): void {
    this.#leave = this.#take()
  }

  leave(): void {
    this.#leave?.()
    this.#leave = undefined
  }
}

/** An outcome that is no operation's: those of the batch have been told already. */
const BATCH = 'batch'

/** What cannot be planned says so in its answer. */
async function showPlan(response: ServerResponse, opened: Opened, { caller, labels }: Asker): Promise<void> {
  const plan = await explained(opened, caller, labels).catch(() => undefined)
  if (plan !== undefined) response.setHeader('x-query-plan', plan)
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}

type SeenKey = 'kind' | 'operation' | 'hash' | 'user' | 'transport' | 'made' | 'traceparent' | 'rootNames'
type Seen = { -readonly [Key in keyof Pick<RequestRecord, SeenKey>]: RequestRecord[Key] }
