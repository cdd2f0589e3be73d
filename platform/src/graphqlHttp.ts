import type { IncomingMessage, ServerResponse } from 'node:http'
import { HeaderMap } from '@apollo/server'
import type { ApolloServer, HTTPGraphQLResponse } from '@apollo/server'
import { GraphQLError } from 'graphql'
import type { GraphQLFormattedError } from 'graphql'
import type { Histogram } from 'prom-client'
import type { Authenticate } from './auth.ts'
import { readJson } from './body.ts'
import type { Caller } from './caller.ts'
import { REQUEST_DEADLINE_MS } from './context.ts'
import type { RequestContext } from './context.ts'
import { limitExceeded, refusal, serviceUnavailable } from './errors.ts'
import { json } from './http.ts'
import type { Log } from './log.ts'
import { continueTrace } from './tracing.ts'

/** What answers where even that was not possible in time. */
const ANSWER_MARGIN_MS = 500
const LARGEST_BODY = 1_048_576
const PASSED_HEADERS = ['content-type', 'accept', 'apollo-require-preflight', 'x-apollo-operation-name']

export type GraphqlHttp = {
  readonly apollo: ApolloServer<RequestContext>
  readonly authenticate: Authenticate
  readonly mask: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError
  readonly log: Log
  readonly duration: Histogram<'status'>
}

/** GraphQL over HTTP, POST only. Every request is answered before its deadline, also where the work is not done. */
export async function handleGraphql(
  parts: GraphqlHttp,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const observe = parts.duration.startTimer()
  response.once('close', () => observe({ status: String(response.statusCode) }))
  try {
    await answer(parts, request, response)
  } catch (error) {
    const shown = parts.mask(asGraphQL(error).toJSON(), error)
    sendErrors(response, statusOf(shown), shown)
  }
}

async function answer(parts: GraphqlHttp, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return json(response, 405, { errors: [{ message: 'POST only.' }] }, { allow: 'POST' })
  const body = await readJson(request, LARGEST_BODY)
  if (body.kind === 'gone') return
  if (body.kind === 'too large') {
    response.setHeader('connection', 'close')
    return sendErrors(response, 413, limitExceeded('body', `The body is larger than ${LARGEST_BODY} bytes.`).toJSON())
  }
  if (body.kind === 'not json')
    return sendErrors(response, 400, refusal('BAD_USER_INPUT', 'The body is not valid JSON.').toJSON())
  const caller = await parts.authenticate(request.headers.authorization)
  const context = requestContext(parts, caller, request.headers['traceparent'])
  const execution = parts.apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers: passed(request), search: '', body: body.value },
    context: () => Promise.resolve(context),
  })
  send(response, await inTime(execution))
}

function requestContext(
  { log }: GraphqlHttp,
  caller: Caller,
  traceparent: string | string[] | undefined,
): RequestContext {
  const parent = typeof traceparent === 'string' ? traceparent : undefined
  return { caller, traceparent: continueTrace(parent), deadline: Date.now() + REQUEST_DEADLINE_MS, log }
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
