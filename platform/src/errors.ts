import { GraphQLError } from 'graphql'
import { shownValue } from './shown-value.ts'

/** The codes of the public contract (extensions.code); the servers' own, such as GRAPHQL_VALIDATION_FAILED, come beside them. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'ORDER_NOT_CANCELLABLE'
  | 'DELIVERY_NOT_ADVANCEABLE'
  | 'IDEMPOTENCY_CONFLICT'
  | 'CURSOR_EXPIRED'
  | 'LIMIT_EXCEEDED'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR'

/**
 * An error that a caller may see as it is: its message names the argument and value at fault, and nothing of the machine.
 *
 * @example
 * throw refusal('ALREADY_EXISTS', 'input.id: there is a product "tea" already', { argument: 'input.id' })
 */
export function refusal(
  code: ErrorCode,
  message: string,
  extensions: Readonly<Record<string, unknown>> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...extensions } })
}

/** The caller is not logged in, or the token is not valid. */
export const unauthenticated = (message = 'Log in first: this needs a valid token.'): GraphQLError =>
  refusal('UNAUTHENTICATED', message)

/** The caller lacks the permission, whatever the input. */
export const forbidden = (message: string): GraphQLError => refusal('FORBIDDEN', message)

/**
 * `argument` is the path of what is wrong, as in "input.quantity".
 *
 * @example
 * throw badUserInput('input.quantity', `expected 1 to 100, got ${shownValue(quantity)}`)
 */
export const badUserInput = (argument: string, message: string): GraphQLError =>
  refusal('BAD_USER_INPUT', `${argument}: ${message}`, { argument })

/**
 * `argument` is the path of the id, as in "input.orderId".
 *
 * @example
 * throw notFound('order', 'input.orderId', id) // input.orderId: there is no order "..."
 */
export const notFound = (kind: string, argument: string, id: string): GraphQLError =>
  refusal('NOT_FOUND', `${argument}: there is no ${kind} ${shownValue(id)}`, { argument })

/** `limit`: the name of the setting that bounds it. */
export const limitExceeded = (limit: string, message: string): GraphQLError =>
  refusal('LIMIT_EXCEEDED', message, { limit })

/**
 * `retryAfter` in seconds.
 *
 * @example
 * throw serviceUnavailable('The database is away.', 2) // clients try again after 2 s
 */
export const serviceUnavailable = (message: string, retryAfter = 1): GraphQLError =>
  refusal('SERVICE_UNAVAILABLE', message, { retryAfter })
