import type { GraphQLFormattedError } from 'graphql'

/**
 * A request that is refused before anything of it runs ("request error" in the GraphQL specification): the answer has no
 * `data`. `status` is what it is over HTTP where the media type lets the status say so.
 */
export class RequestError extends Error {
  readonly status: number
  readonly errors: readonly GraphQLFormattedError[]
  /** Over HTTP the status is used whatever the media type: this was no GraphQL request at all, or not let in. */
  readonly beforeGraphQL: boolean

  constructor(
    status: number,
    errors: readonly GraphQLFormattedError[],
    options: { readonly beforeGraphQL?: boolean } = {},
  ) {
    super(errors[0]?.message ?? 'refused')
    this.name = 'RequestError'
    this.status = status
    this.errors = errors
    this.beforeGraphQL = options.beforeGraphQL ?? false
  }

  /** The limit that was exceeded, where it is one. */
  get limit(): string | undefined {
    const limit = this.errors[0]?.extensions?.['limit']
    return typeof limit === 'string' ? limit : undefined
  }

  get code(): string {
    const code = this.errors[0]?.extensions?.['code']
    return typeof code === 'string' ? code : 'BAD_REQUEST'
  }
}

/** What is no well-formed request. */
export function badRequest(message: string, status = 400): RequestError {
  return new RequestError(status, [{ message, extensions: { code: 'BAD_REQUEST' } }], { beforeGraphQL: true })
}

/** `limit` names the limit in `extensions.limit`; the message gives its value and how to keep below it. */
export function limitExceeded(
  limit: string,
  message: string,
  status = 400,
  more: { readonly retryAfter?: number } = {},
): RequestError {
  return new RequestError(status, [{ message, extensions: { code: 'LIMIT_EXCEEDED', limit, ...more } }], {
    beforeGraphQL: status !== 400,
  })
}

/** 401 UNAUTHENTICATED, before the operation is looked at. */
export function notAuthenticated(message: string): RequestError {
  return new RequestError(401, [{ message, extensions: { code: 'UNAUTHENTICATED' } }], { beforeGraphQL: true })
}

/** `retryAfter` in seconds. */
export function unavailable(message: string, retryAfter = 1): RequestError {
  return new RequestError(503, [{ message, extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter } }], {
    beforeGraphQL: true,
  })
}

/** Of a document for which the stack is too short: parser, rules and planner call themselves for each list in a list, and each fragment in a fragment. */
export function tooDeeplyNested(): RequestError {
  const message = 'Syntax Error: lists, objects, selections or fragments are nested too deeply.'
  return new RequestError(400, [{ message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } }])
}

/** What is wrong is said with the client's own names and values, which may be as long as the request. */
export function shortened(message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message
}

const MAX_MESSAGE_LENGTH = 1_000
