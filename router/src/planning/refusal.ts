/** Why an operation has no plan. */

import type { GraphQLError } from 'graphql'
import { RefusedOperation } from '../executor.ts'

/** What nobody expected: for the log. */
export class PlanningFailure extends Error {
  override readonly name = 'PlanningFailure'
}

export function unavailable(): RefusedOperation {
  return refused('The operation could not be planned in time.', { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 })
}

export function overtime(): RefusedOperation {
  return refused('Planning the operation takes too long.', { code: 'LIMIT_EXCEEDED', limit: 'planningTime' })
}

export function nestedTooDeeply(): RefusedOperation {
  return refused('The operation is nested too deeply.', { code: 'GRAPHQL_VALIDATION_FAILED' })
}

export function refused(message: string, extensions: Readonly<Record<string, unknown>>): RefusedOperation {
  return new RefusedOperation([{ message, extensions: { ...extensions } }])
}

/** For what graphql-js finds in a client's document. */
export function invalid(code: string, errors: readonly GraphQLError[]): RefusedOperation {
  return new RefusedOperation(errors.map((error) => ({ ...error.toJSON(), extensions: { ...error.extensions, code } })))
}
