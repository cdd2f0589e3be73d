/**
 * An error that is the caller's: the server shows it as it is, in its own protocol. The message names the
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

/** Codes of the server's public contract. SERVICE_UNAVAILABLE: retry after `retryAfter` seconds. */
type CallerErrorCode =
  'BAD_USER_INPUT' | 'NOT_FOUND' | 'CURSOR_EXPIRED' | 'IDEMPOTENCY_CONFLICT' | 'SERVICE_UNAVAILABLE'
