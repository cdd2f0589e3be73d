import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql'
import type { UpstreamFailure, UpstreamOutcome } from '../executor.ts'

export type UpstreamAnswer =
  | { readonly ok: true; readonly result: FormattedExecutionResult }
  | { readonly ok: false; readonly reason: UpstreamFailure }

/** An answer counts whatever its HTTP status, as long as it is one of GraphQL: `data` or `errors` of the right shapes. */
export function readAnswer(outcome: UpstreamOutcome): UpstreamAnswer {
  if (!outcome.ok) return outcome
  try {
    const result: unknown = JSON.parse(outcome.body.toString('utf8'))
    return isResult(result) ? { ok: true, result } : { ok: false, reason: 'invalid' }
  } catch {
    return { ok: false, reason: 'invalid' }
  }
}

/** Whether a JSON value has the shape of a GraphQL response. */
export function isResult(value: unknown): value is FormattedExecutionResult {
  if (!isRecord(value)) return false
  const { data, errors } = value
  if (data === undefined && errors === undefined) return false
  if (data !== undefined && data !== null && !isRecord(data)) return false
  return errors === undefined || (Array.isArray(errors) && errors.every(isError))
}

function isError(value: unknown): value is GraphQLFormattedError {
  return isRecord(value) && typeof value['message'] === 'string'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
