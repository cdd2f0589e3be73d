/** Reads what came back from a subgraph, by whichever transport: the one place where that becomes data and errors. */

import { isTree, own, parseJson, type Tree } from '../json.ts'
import type { UpstreamFailure, UpstreamOutcome } from '../executor.ts'
import { failureError } from './failure.ts'

export type UpstreamError = {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions: Readonly<Record<string, unknown>>
}

/** `data` is null where the subgraph could not answer; then there is at least one error. */
export type SubgraphAnswer = { readonly data: Tree | null; readonly errors: readonly UpstreamError[] }

/** An answer counts whatever its HTTP status, as long as it is one of GraphQL. */
export function readAnswer(service: string, outcome: UpstreamOutcome): SubgraphAnswer {
  if (!outcome.ok) return failed(service, outcome.reason, outcome.retryAfter)
  try {
    return responseOf(service, parseJson(outcome.body.toString()))
  } catch (error) {
    outcome.invalid?.(error)
    return invalidAnswer(service)
  }
}

/** @param body a GraphQL response as it was parsed */
export function readResult(service: string, body: unknown): SubgraphAnswer {
  try {
    return responseOf(service, body)
  } catch {
    return invalidAnswer(service)
  }
}

/** What stands for an answer that is none. */
export function invalidAnswer(service: string): SubgraphAnswer {
  return failed(service, 'invalid')
}

/** @throws where it is none */
function responseOf(service: string, body: unknown): SubgraphAnswer {
  if (!isResponse(body)) throw new Error('neither data nor errors')
  const data = own(body, 'data')
  const errors = errorsOf(own(body, 'errors')).map((error) => readError(service, error))
  if (isTree(data)) return { data, errors }
  if (errors.length === 0) throw new Error('no data, and no error that says why')
  return { data: null, errors }
}

/** Whether it is an answer at all, good or bad. */
export function isResponse(body: unknown): body is Tree {
  return isTree(body) && (Object.hasOwn(body, 'data') || Object.hasOwn(body, 'errors'))
}

/** Null is no errors; what should be a list, and is not, is one error. */
function errorsOf(errors: unknown): readonly unknown[] {
  if (errors === undefined || errors === null) return []
  return Array.isArray(errors) ? errors : [errors]
}

/** A subgraph's error keeps its message, code and path; its stack trace is removed. */
function readError(service: string, error: unknown): UpstreamError {
  const tree: Tree = isTree(error) ? error : { message: error }
  const message = own(tree, 'message')
  const path = own(tree, 'path')
  const given = own(tree, 'extensions')
  const { stacktrace, exception, ...extensions } = isTree(given) ? given : {}
  return {
    message: typeof message === 'string' ? message : 'The subgraph gave an error without a message.',
    ...(Array.isArray(path) && path.every(isStep) ? { path } : {}),
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...extensions, service },
  }
}

function isStep(step: unknown): step is string | number {
  return typeof step === 'string' || typeof step === 'number'
}

function failed(service: string, reason: UpstreamFailure, retryAfter?: number): SubgraphAnswer {
  const { message, extensions = {} } = failureError(service, reason, retryAfter)
  return { data: null, errors: [{ message, extensions }] }
}
