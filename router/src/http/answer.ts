import type { ServerResponse } from 'node:http'
import { collectDiscarded, discarded } from '../discarded-bytes.ts'
import { free } from '../freed-memory.ts'
import type { RequestError } from '../operations/request-error.ts'
import type { ResultText } from '../request/pipeline.ts'
import type { HeaderFields } from './header-fields.ts'
import type { ResultType } from './media-type.ts'

/** An answer from this length on is kept in memory that is given back by hand: as long as it waits for its client, nothing else holds it. */
const LARGE_BYTES = 65_536
/** Texts as long as an answer that are of no more use once it is made: those of subgraphs' answers, and its own. */
const TEXTS = 2

/**
 * Writes a result, or those of a batch: what ran is 200, also with errors in it. The text goes out with the headers in one write.
 * @param headers further ones
 */
export function sendText(
  response: ServerResponse,
  result: ResultText,
  type: ResultType,
  headers: HeaderFields = [],
): void {
  send(response, 200, type, result, headers)
}

/**
 * Writes a refusal. application/json knows 200 for everything that was a GraphQL request, well-formed or not (GraphQL over
 * HTTP, section 6.4.1); application/graphql-response+json says it with the status.
 * @param listed how many operations it is for, where they came as a list
 */
export function sendRefusal(response: ServerResponse, error: RequestError, type: ResultType, listed?: number): void {
  const status = error.beforeGraphQL || type === 'application/graphql-response+json' ? error.status : 200
  if (error.status === 401) response.setHeader('www-authenticate', 'Bearer')
  if (error.status === 413) response.setHeader('connection', 'close')
  const { retryAfter } = error.errors[0]?.extensions ?? {}
  if (typeof retryAfter === 'number') response.setHeader('retry-after', retryAfter)
  const refusal = JSON.stringify({ errors: error.errors })
  const body = listed === undefined ? refusal : refusedList(refusal, listed)
  send(response, status, type, { text: body, bytes: Buffer.byteLength(body), encoding: 'utf8' }, [])
}

function send(
  response: ServerResponse,
  status: number,
  type: ResultType,
  { text, bytes, encoding }: ResultText,
  headers: HeaderFields,
): void {
  const own = ['content-type', `${type}; charset=utf-8`, 'content-length', String(bytes), 'cache-control', 'no-store']
  response.writeHead(status, [...headers, ...own])
  if (bytes < LARGE_BYTES) return void response.end(text, encoding)
  collectDiscarded()
  const owned = Buffer.from(text, encoding)
  response.once('close', () => free(owned)) // taken, or its client is gone
  response.end(owned)
  discarded(bytes, TEXTS)
}

/** The results of a list of operations, as one text. */
export function resultList(results: readonly string[]): ResultText {
  const text = `[${results.join(',')}]`
  return { text, bytes: Buffer.byteLength(text), encoding: 'utf8' }
}

/** Further errors are not listed: a request of brackets and commas would have an answer of megabytes. */
const MAX_REFUSED = 1_000

/** A refusal of a whole list, for each of its operations: clients look for theirs at its place. */
export function refusedList(refusal: string, listed: number): string {
  return listed === 0 || listed > MAX_REFUSED ? refusal : `[${Array.from({ length: listed }, () => refusal).join(',')}]`
}
