/** A dependency is out of reach, or overloaded: nothing was accepted, and the caller may try again. */
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
