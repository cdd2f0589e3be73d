import type { ServerResponse } from 'node:http'
import type { Result, WrittenResult } from '../executor.ts'
import { limitExceeded } from '../operations/request-error.ts'
import type { RequestError } from '../operations/request-error.ts'
import type { ResultType } from './media-type.ts'

/**
 * Writes one GraphQL result, or those of a batch: what ran is 200, also with errors in it. Throws LIMIT_EXCEEDED, and writes
 * nothing, where that is over `maxBytes`.
 */
export function sendResult(
  response: ServerResponse,
  result: Result | readonly Result[],
  type: ResultType,
  maxBytes: number,
): void {
  const body = JSON.stringify(result)
  const bytes = Buffer.byteLength(body)
  if (bytes > maxBytes) throw tooManyBytes(maxBytes)
  send(response, 200, type, body, bytes)
}

/** The same for an answer that is written already. */
export function sendWritten(
  response: ServerResponse,
  { bytes }: WrittenResult,
  type: ResultType,
  maxBytes: number,
): void {
  if (bytes.length > maxBytes) throw tooManyBytes(maxBytes)
  send(response, 200, type, bytes, bytes.length, 'latin1')
}

/** What a client gets in place of an answer that is too long. */
export function tooManyBytes(maxBytes: number): RequestError {
  return limitExceeded('responseBytes', `The answer is over the limit of ${maxBytes} bytes: ask for less at a time.`)
}

/**
 * Writes a refusal. application/json knows 200 for everything that was a GraphQL request, well-formed or not (GraphQL over
 * HTTP, section 6.4.1); application/graphql-response+json says it with the status.
 */
export function sendRefusal(response: ServerResponse, error: RequestError, type: ResultType): void {
  const status = error.beforeGraphQL || type === 'application/graphql-response+json' ? error.status : 200
  if (error.status === 401) response.setHeader('www-authenticate', 'Bearer')
  if (error.status === 413) response.setHeader('connection', 'close')
  const { retryAfter } = error.errors[0]?.extensions ?? {}
  if (typeof retryAfter === 'number') response.setHeader('retry-after', retryAfter)
  const body = JSON.stringify({ errors: error.errors })
  send(response, status, type, body, Buffer.byteLength(body))
}

/** @param body as text, which goes out with the headers in one write */
function send(
  response: ServerResponse,
  status: number,
  type: ResultType,
  body: string,
  bytes: number,
  encoding: 'utf8' | 'latin1' = 'utf8',
): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': bytes,
    'cache-control': 'no-store',
  })
  response.end(body, encoding)
}
