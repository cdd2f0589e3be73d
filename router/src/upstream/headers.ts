/** The only headers of a client's request that subgraphs see. */
export type Forwarded = {
  readonly authorization: string | undefined
  readonly traceparent: string | undefined
  readonly tracestate?: string | undefined
  readonly requestId: string
}

/** Names and values in turn, for every fetch of one request. */
export function upstreamHeaders({ authorization, traceparent, tracestate, requestId }: Forwarded): readonly string[] {
  const headers = [
    'content-type',
    'application/json',
    'accept',
    'application/graphql-response+json, application/json;q=0.9',
    // Answers are read as they come: what is packed would have to be unpacked, within bounds, on the way.
    'accept-encoding',
    'identity',
    'x-request-id',
    requestId,
  ]
  if (traceparent !== undefined) headers.push('traceparent', traceparent)
  if (tracestate !== undefined) headers.push('tracestate', tracestate)
  if (authorization !== undefined) headers.push('authorization', authorization)
  return headers
}

/** The same for a fetch that is a span of its own. */
export function withTraceparent(headers: readonly string[], traceparent: string): readonly string[] {
  const index = headers.findIndex((each, at) => at % 2 === 0 && each === 'traceparent')
  return index < 0 ? [...headers, 'traceparent', traceparent] : headers.with(index + 1, traceparent)
}
