/** Reads what came back from a subgraph: the one place where its text becomes data. */

import type { UpstreamFailure, UpstreamOutcome } from '../executor.ts'
import { failureError } from '../upstream/failure.ts'
import { isTree, own, type Tree } from './tree.ts'

export type UpstreamError = {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions: Readonly<Record<string, unknown>>
}

/** `data` is null where the subgraph could not answer; then there is at least one error. */
export type Answer = { readonly data: Tree | null; readonly errors: readonly UpstreamError[] }

export function readAnswer(service: string, outcome: UpstreamOutcome): Answer {
  if (!outcome.ok) return failed(service, outcome.reason)
  const body = parsed(outcome.body)
  return isTree(body) ? readResult(service, body) : failed(service, 'invalid')
}

/** @param body a GraphQL response as it was parsed */
export function readResult(service: string, body: Tree): Answer {
  const data = own(body, 'data')
  const listed = own(body, 'errors')
  const errors = Array.isArray(listed) ? listed.map((error) => readError(service, error)) : []
  if (isTree(data)) return { data, errors }
  return errors.length > 0 ? { data: null, errors } : failed(service, 'invalid')
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

/** A subgraph's error keeps its message, code and path; where it happened in that server's code stays there. */
function readError(service: string, error: unknown): UpstreamError {
  const tree = isTree(error) ? error : {}
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

function failed(service: string, reason: UpstreamFailure): Answer {
  const { message, extensions = {} } = failureError(service, reason)
  return { data: null, errors: [{ message, extensions }] }
}
