/** Spans of what one request does, as far as somebody collects them. */

export type Tracing = {
  /** Begins a request's span, in the caller's trace where `traceparent` is valid. */
  readonly request: (traceparent: string | undefined, transport: string) => RequestSpan
}

export type RequestSpan = {
  /** What follows from this span is to be sent with this header. */
  readonly traceparent: string
  /** Planning has begun; call what it gives when it has ended. */
  readonly plan: () => () => void
  readonly fetch: (service: string) => FetchSpan
  readonly end: (request: TracedRequest) => void
}

export type FetchSpan = { readonly traceparent: string; readonly end: (outcome: string) => void }

export type TracedRequest = {
  readonly kind: string
  readonly operation: string | undefined
  readonly hash: string | undefined
  readonly outcome: string
}
