import type { IncomingMessage, ServerResponse } from 'node:http'
import { HeaderMap } from '@apollo/server'
import type { ApolloServer, HTTPGraphQLResponse } from '@apollo/server'
import { GraphQLError } from 'graphql'
import type { GraphQLFormattedError } from 'graphql'
import type { Histogram } from 'prom-client'
import type { Authenticate } from '@shop/platform/auth.ts'
import { readJson } from '@shop/platform/body.ts'
import { REQUEST_DEADLINE_MS } from './context.ts'
import type { RequestContext } from './context.ts'
import { limitExceeded, refusal, serviceUnavailable } from '@shop/platform/errors.ts'
import { GRAPHQL_PATH, json } from './http.ts'
import type { Log } from '@shop/platform/log.ts'
import { currentTrace } from '@shop/platform/current-trace.ts'
import type { SpanOptions, Tracer } from '@shop/platform/tracer.ts'

/** What answers where even that was not possible in time. */
const ANSWER_MARGIN_MS = 500
const MAX_BODY = 1_048_576
const PASSED_HEADERS = ['content-type', 'accept', 'apollo-require-preflight', 'x-apollo-operation-name']

export type GraphqlHttp = {
  readonly apollo: ApolloServer<RequestContext>
  readonly authenticate: Authenticate
  readonly mask: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError
  readonly log: Log
  readonly tracer: Tracer
  readonly duration: Histogram<'status'>
}

/** GraphQL over HTTP, POST only. Every request is answered before its deadline, also where the work is not done. */
export async function handleGraphql(
  options: GraphqlHttp,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const observe = options.duration.startTimer()
  const span = options.tracer.enter(`${request.method} ${GRAPHQL_PATH}`, traceparentOf(request), aboutRequest(request))
  response.once('close', () => {
    const { statusCode: status } = response
    observe({ status: String(status) })
    span.set({ 'http.response.status_code': status })
    span.end(status >= 500 ? String(status) : undefined)
  })
  try {
    await currentTrace.run(span.traceparent, () => answer(options, span.traceparent, request, response))
  } catch (error) {
    const shown = currentTrace.run(span.traceparent, () => options.mask(asGraphQL(error).toJSON(), error))
    sendErrors(response, statusOf(shown), shown)
  }
}

async function answer(
  options: GraphqlHttp,
  traceparent: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') return json(response, 405, { errors: [{ message: 'POST only.' }] }, { allow: 'POST' })
  const body = await readJson(request, MAX_BODY)
  if (body.kind === 'gone') return
  if (body.kind === 'too large') {
    response.setHeader('connection', 'close')
    return sendErrors(response, 413, limitExceeded('body', `The body is larger than ${MAX_BODY} bytes.`).toJSON())
  }
  if (body.kind === 'not json')
    return sendErrors(response, 400, refusal('BAD_USER_INPUT', 'The body is not valid JSON.').toJSON())
  const caller = await options.authenticate(request.headers.authorization)
  const deadline = performance.now() + REQUEST_DEADLINE_MS
  const context: RequestContext = { caller, traceparent, deadline, log: options.log }
  const execution = options.apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers: passed(request), search: '', body: body.value },
    context: () => Promise.resolve(context),
  })
  send(response, await inTime(execution))
}

function traceparentOf({ headers: { traceparent } }: IncomingMessage): string | undefined {
  return typeof traceparent === 'string' ? traceparent : undefined
}

function aboutRequest({ method = '' }: IncomingMessage): SpanOptions {
  const where = { 'http.route': GRAPHQL_PATH, 'url.path': GRAPHQL_PATH, 'url.scheme': 'http' }
  return { kind: 'server', attributes: { 'http.request.method': method, ...where } }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const late = () => reject(serviceUnavailable('The service did not answer in time; try again later.'))
  const timer = setTimeout(late, REQUEST_DEADLINE_MS + ANSWER_MARGIN_MS)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

function passed({ headers }: IncomingMessage): HeaderMap {
  const map = new HeaderMap()
  for (const name of PASSED_HEADERS) {
    const value = headers[name]
    if (typeof value === 'string') map.set(name, value)
  }
  return map
}

function send(response: ServerResponse, { status, headers, body }: HTTPGraphQLResponse): void {
  if (body.kind !== 'complete') throw new TypeError('incremental delivery is not served here')
  response.writeHead(status ?? 200, [...headers].flat())
  response.end(body.string)
}

function sendErrors(response: ServerResponse, status: number, ...errors: readonly GraphQLFormattedError[]): void {
  if (!response.headersSent) json(response, status, { errors })
}

const STATUS: Readonly<Record<string, number>> = { UNAUTHENTICATED: 401, SERVICE_UNAVAILABLE: 503 }

function statusOf({ extensions }: GraphQLFormattedError): number {
  return STATUS[String(extensions?.['code'])] ?? 500
}

function asGraphQL(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error
  const originalError = error instanceof Error ? error : new Error(String(error))
  return new GraphQLError(originalError.message, { originalError })
}
