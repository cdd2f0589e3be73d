/**
 * A dependency is out of reach, or overloaded: it may have been done all the same, and the caller may try again under the same
 * operation id.
 */
export class NotNow extends Error {
  override readonly name: string = 'NotNow'
  readonly retryAfter: number // seconds

  constructor(
    message: string,
    { retryAfter = 1, cause }: { readonly retryAfter?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.retryAfter = retryAfter
  }
}
