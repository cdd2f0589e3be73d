/** Answers that are not GraphQL responses: a proxy's page, a limiter's refusal. Clients never see them; operators find them in the log. */

import { parseJson } from '../json.ts'
import { isResponse } from './answer.ts'

export type Nonsense = {
  readonly status: number
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
const LONGEST_RETRY_SECONDS = 3_600
/** What almost every answer begins and ends with: then it is left to who reads it. */
const STARTS = ['{"data":', '{"errors":'].map((text) => Buffer.from(text))
const END = '}'.charCodeAt(0)

/** Undefined for what seems to be an answer. */
export function nonsenseOf(status: number, headers: AnswerHeaders, body: Buffer): Nonsense | undefined {
  if (seemsGood(body) || isGood(body)) return undefined
  const type = headers['content-type']
  return {
    status,
    type: Array.isArray(type) ? type.join() : type,
    start: body.toString('utf8', 0, SHOWN_BYTES).slice(0, SHOWN_CHARACTERS),
    retryAfter: retryAfterOf(headers['retry-after']),
  }
}

function seemsGood(body: Buffer): boolean {
  return body.at(-1) === END && STARTS.some((start) => body.subarray(0, start.length).equals(start))
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
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), LONGEST_RETRY_SECONDS)
}
