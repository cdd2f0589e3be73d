/** The only headers of a client's request that subgraphs see. */
export type Forwarded = {
  readonly authorization: string | undefined
  readonly traceparent: string | undefined
  readonly requestId: string
}

/** Names and values in turn, for every fetch of one request. */
export function upstreamHeaders({ authorization, traceparent, requestId }: Forwarded): readonly string[] {
  const headers = [
    'content-type',
    'application/json',
    'accept',
    'application/graphql-response+json, application/json;q=0.9',
    'x-request-id',
    requestId,
  ]
  if (traceparent !== undefined) headers.push('traceparent', traceparent)
  if (authorization !== undefined) headers.push('authorization', authorization)
  return headers
}
