import { readRequest } from '../operations/request.ts'
import type { GraphQLRequest } from '../operations/request.ts'
import { badRequest, limitExceeded } from '../operations/request-error.ts'
import type { ResultText } from '../request/pipeline.ts'

/** What a list in the body of a POST asks. Throws a RequestError for a list that is empty, or longer than `most`. */
export function readBatch(value: readonly unknown[], most: number): readonly GraphQLRequest[] {
  if (value.length === 0) throw badRequest('The list of operations is empty.')
  if (value.length > most)
    throw limitExceeded('batch', `The request has ${value.length} operations; the limit is ${most} (LIMIT_BATCH).`)
  return value.map(readRequest)
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
