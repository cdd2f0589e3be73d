import type { IncomingMessage, ServerResponse } from 'node:http'

const METHODS = 'GET, POST'
const HEADERS =
  'content-type, authorization, accept, traceparent, tracestate, x-request-id, apollo-require-preflight, x-apollo-operation-name'
const ONE_HOUR = '3600'

/** Which pages may read answers: those of the listed origins ("*": of any), and always the router's own. */
export class Cors {
  readonly #any: boolean
  readonly #origins: ReadonlySet<string>

  constructor(origins: readonly string[]) {
    this.#any = origins.includes('*')
    this.#origins = new Set(origins.map((origin) => origin.replace(/\/$/, '')))
  }

  /** Whether a page of the request's origin may talk to us; what is no page's request may. */
  allows({ headers }: IncomingMessage): boolean {
    const { origin, host } = headers
    return (
      origin === undefined || this.#any || this.#origins.has(origin) || (host !== undefined && hostOf(origin) === host)
    )
  }

  /** Sets the headers of an answer. Credentials are never allowed: tokens travel in a header that a page sets itself. */
  mark(request: IncomingMessage, response: ServerResponse): void {
    const { origin } = request.headers
    if (!this.#any) response.setHeader('vary', 'accept, origin')
    if (origin === undefined || !this.allows(request)) return
    response.setHeader('access-control-allow-origin', this.#any ? '*' : origin)
    response.setHeader('access-control-expose-headers', 'x-request-id, x-query-plan, retry-after')
  }

  /** Answers a preflight request, whose headers `mark` has set. */
  preflight(response: ServerResponse): void {
    response.writeHead(204, {
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': HEADERS,
      'access-control-max-age': ONE_HOUR,
    })
    response.end()
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
