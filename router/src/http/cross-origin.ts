/** What pages of other origins may do: read answers (CORS), and send requests at all (CSRF). */

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { badRequest } from '../operations/request-error.ts'
import { readContentType } from './media-type.ts'
import { setHeaders, type HeaderFields } from './header-fields.ts'
import type { Route } from './routes.ts'

const METHODS = 'GET, POST'
/** Of the headers that a page names in its preflight. */
const MAX_HEADERS = 2_048
/** Pages of development servers on this machine. */
const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/
const ONE_HOUR = '3600'
const VARY: HeaderFields = ['vary', 'accept, origin']
const EXPOSED: HeaderFields = ['access-control-expose-headers', 'x-request-id, x-query-plan, retry-after']

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

  /** Of an answer. Credentials are never allowed: tokens travel in a header that a page sets itself. */
  headers(request: IncomingMessage): HeaderFields {
    const { origin } = request.headers
    const vary = this.#any ? [] : VARY
    if (origin === undefined || !this.allows(request)) return vary
    return [...vary, 'access-control-allow-origin', this.#any ? '*' : origin, ...EXPOSED]
  }

  /** A route whose answers have these headers. */
  marked(route: Route): Route {
    return (request, response, search) => {
      setHeaders(response, this.headers(request))
      return route(request, response, search)
    }
  }

  /** Answers a preflight request: a page whose origin is allowed may send whatever headers it names. */
  preflight(request: IncomingMessage, response: ServerResponse): void {
    setHeaders(response, this.headers(request))
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

/** Content types that a page of another origin may send without a preflight first (the Fetch standard's safelist). */
const NOT_PREFLIGHTED = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']
const PROOFS = ['apollo-require-preflight', 'x-apollo-operation-name']

/** Where browsers say it, a page of the router's own origin sent it; no page can set this header itself. */
const SAME_ORIGIN = 'same-origin'

/**
 * Apollo Server's rule: only what no foreign page can send unasked is let in, so that a browser's preflight has to be
 * passed (https://www.apollographql.com/docs/apollo-server/security/cors#preventing-cross-site-request-forgery-csrf).
 */
export function checkCsrf(headers: IncomingHttpHeaders): void {
  const content = readContentType(headers['content-type'])
  if (content && content.type.includes('/') && !NOT_PREFLIGHTED.includes(content.type)) return
  if (PROOFS.some((proof) => headers[proof])) return
  // A foreign page that wants to send a token has to send a preflight request first.
  if (headers.authorization || headers['sec-fetch-site'] === SAME_ORIGIN) return
  throw badRequest(
    'This operation has been blocked as a potential Cross-Site Request Forgery (CSRF). Please either specify a ' +
      `"content-type" header (with a type that is not one of ${NOT_PREFLIGHTED.join(', ')}) or provide a non-empty value ` +
      `for one of the following headers: ${[...PROOFS, 'authorization'].join(', ')}.`,
  )
}
