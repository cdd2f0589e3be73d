/** Answers that are not GraphQL responses: a proxy's page, a limiter's refusal. Clients never see them; operators find them in the log. */

import { parseJson } from '../json.ts'
import { isResponse } from './answer.ts'
import { throttledLog } from '../observe/throttled-log.ts'
import type { Log } from '@shop/platform/log.ts'
import type { InvalidAnswerObserver } from './observed-fetch.ts'

export type InvalidAnswer = {
  readonly status: number
  /** What is wrong with it, where that was found when it was read. */
  readonly error?: unknown
  readonly type: string | undefined
  /** How it begins. */
  readonly start: string
  /** Seconds, where it says when to come again. */
  readonly retryAfter: number | undefined
}

type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>

const SHOWN_CHARACTERS = 200
/** Bytes of UTF-8 that may be needed for so many. */
const SHOWN_BYTES = 4 * SHOWN_CHARACTERS
const MAX_RETRY_SECONDS = 3_600
/** What almost every answer begins and ends with: then it is left to its reader. */
const STARTS = ['{"data":', '{"errors":'].map((text) => Buffer.from(text))
const END = '}'.charCodeAt(0)

/** Undefined for what seems to be an answer. */
export function invalidAnswerOf(status: number, headers: AnswerHeaders, body: Buffer): InvalidAnswer | undefined {
  return seemsGood(body) || isGood(body) ? undefined : describe(status, headers, body)
}

/** @param error what is wrong with it */
export function describe(status: number, headers: AnswerHeaders, body: Buffer, error?: unknown): InvalidAnswer {
  const type = headers['content-type']
  return {
    status,
    ...(error !== undefined && { error }),
    type: Array.isArray(type) ? type.join() : type,
    start: body.toString('utf8', 0, SHOWN_BYTES).slice(0, SHOWN_CHARACTERS),
    retryAfter: retryAfterOf(headers['retry-after']),
  }
}

function seemsGood(body: Buffer): boolean {
  return body[body.length - 1] === END && STARTS.some((start) => beginsWith(body, start))
}

/** Of a few bytes: quicker than `Buffer.compare`. */
function beginsWith(body: Buffer, start: Buffer): boolean {
  for (let index = 0; index < start.length; index++) if (body[index] !== start[index]) return false
  return true
}

function isGood(body: Buffer): boolean {
  try {
    return isResponse(parseJson(body.toString()))
  } catch {
    return false
  }
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfterOf(header: AnswerHeaders[string]): number | undefined {
  const text = Array.isArray(header) ? header[0] : header
  if (text === undefined || text.trim() === '') return undefined
  const seconds = /^\d+$/.test(text.trim()) ? Number(text) : Math.ceil((Date.parse(text) - Date.now()) / 1000)
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), MAX_RETRY_SECONDS)
}

/** Logs what subgraphs answer that is none of GraphQL, once a second for each at the most. */
export function invalidAnswerLog(log: Log): InvalidAnswerObserver {
  const throttled = throttledLog()
  return (service, { status, type, start, error }) =>
    throttled(service, (left) =>
      log.warn({ service, status, type, start, err: error, ...left }, 'a subgraph answered what is no GraphQL'),
    )
}
