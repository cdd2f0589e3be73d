/** Why an operation has no plan. */

import { GraphQLError, type GraphQLFormattedError } from 'graphql'

export class RefusedOperation extends Error {
  /** As a client gets them, each with `extensions.code`. */
  readonly errors: readonly GraphQLFormattedError[]

  constructor(errors: readonly GraphQLFormattedError[]) {
    super(errors[0]?.message ?? 'The operation was refused.')
    this.name = 'RefusedOperation'
    this.errors = errors
  }
}

/** A refusal as the rest of the router knows it; anything else is left as it is. */
export function asGraphQLError(error: unknown): unknown {
  const [first] = error instanceof RefusedOperation ? error.errors : []
  return first ? new GraphQLError(first.message, { extensions: first.extensions }) : error
}

export function unavailable(): RefusedOperation {
  return refused('The operation could not be planned in time.', { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 })
}

export function overtime(): RefusedOperation {
  return refused('Planning the operation takes too long.', { code: 'LIMIT_EXCEEDED', limit: 'planningTime' })
}

export function threadDied(): RefusedOperation {
  return refused('The operation could not be planned.', { code: 'INTERNAL_SERVER_ERROR' })
}

function refused(message: string, extensions: Readonly<Record<string, unknown>>): RefusedOperation {
  return new RefusedOperation([{ message, extensions: { ...extensions } }])
}
