/** Why an operation has no plan. */

import type { GraphQLError } from 'graphql'
import { RefusedOperation } from '../executor.ts'

/** An unexpected error: for the log. */
export class PlanningFailure extends Error {
  override readonly name = 'PlanningFailure'
}

/** SERVICE_UNAVAILABLE: the plan was not made before the request’s deadline. */
export function unavailable(): RefusedOperation {
  return refused('The operation could not be planned in time.', { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 })
}

/** LIMIT_EXCEEDED: one plan took longer than `planningTime`. */
export function overtime(): RefusedOperation {
  return refused('Planning the operation takes too long.', { code: 'LIMIT_EXCEEDED', limit: 'planningTime' })
}

/** LIMIT_EXCEEDED: each fetch repeats the operation's name, variables and aliases. */
export function tooLongPlan(): RefusedOperation {
  return refused("The operation's plan is too long. Give it shorter names, aliases and values, or fewer fields.", {
    code: 'LIMIT_EXCEEDED',
    limit: 'planLength',
  })
}

/** GRAPHQL_VALIDATION_FAILED: the stack is too short for the operation. */
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
