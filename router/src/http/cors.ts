import type { IncomingMessage, ServerResponse } from 'node:http'

const METHODS = 'GET, POST'
/** Of the headers that a page names in its preflight. */
const MAX_HEADERS = 2_048
/** Pages of development servers on this machine. */
const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/
const ONE_HOUR = '3600'

/** Which pages may read answers: those of the listed origins ("*": of any), and always the router's own. */
export class Cors {
  readonly #any: boolean
  readonly #isDevelopment: boolean
  readonly #origins: ReadonlySet<string>

  /** In development pages of this machine's own servers, on any port, may as well. */
  constructor(origins: readonly string[], isDevelopment = false) {
    this.#isDevelopment = isDevelopment
    this.#any = origins.includes('*')
    this.#origins = new Set(origins.map((origin) => origin.replace(/\/$/, '')))
  }

  /** Whether a page of the request's origin may talk to us; what is no page's request may. */
  allows({ headers }: IncomingMessage): boolean {
    const { origin, host } = headers
    return (
      origin === undefined ||
      this.#any ||
      this.#origins.has(origin) ||
      (this.#isDevelopment && LOCAL.test(origin)) ||
      (host !== undefined && hostOf(origin) === host)
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

  /** Answers a preflight request: a page that may ask may send whatever headers it names. */
  preflight(request: IncomingMessage, response: ServerResponse): void {
    this.mark(request, response)
    const wanted = request.headers['access-control-request-headers'] ?? ''
    response.setHeader('vary', 'origin, access-control-request-headers')
    response.writeHead(204, {
      'access-control-allow-methods': METHODS,
      ...(wanted !== '' && wanted.length <= MAX_HEADERS && { 'access-control-allow-headers': wanted }),
      'access-control-max-age': ONE_HOUR,
    })
    response.end()
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
