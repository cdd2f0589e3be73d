/**
 * What a caller asked for cannot be had as it is: shown as it is by whoever serves it, in the protocol that it has. The message names the
 * argument and value at fault, and nothing of the machine.
 *
 * @example
 * throw new CallerError('NOT_FOUND', 'id: there is no counter "tea"', { argument: 'id' })
 */
export class CallerError extends Error {
  override readonly name = 'CallerError'
  /** As GraphQL calls what an error has beside its message. */
  readonly extensions: { readonly code: CallerErrorCode; readonly [key: string]: unknown }

  constructor(code: CallerErrorCode, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.extensions = { code, ...more }
  }
}

/** Of the public contract of whoever serves it; SERVICE_UNAVAILABLE: to come again, `retryAfter` seconds later. */
type CallerErrorCode =
  'BAD_USER_INPUT' | 'NOT_FOUND' | 'CURSOR_EXPIRED' | 'IDEMPOTENCY_CONFLICT' | 'SERVICE_UNAVAILABLE'
