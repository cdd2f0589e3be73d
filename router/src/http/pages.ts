import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { readAccept } from './media-type.ts'
import type { Encoding, PageFile } from './page-files.ts'
import { INDEX, readPageFiles } from './page-files.ts'
import type { Route } from './routes.ts'
import { json } from './routes.ts'

export type PagesOptions = {
  readonly folder: string
  /** What the pages have to know of where they run; at /settings.json. */
  readonly settings: object
  /** Origins beside this one that pages may talk to, such as that of an OpenID provider. */
  readonly origins: readonly string[]
}

const SETTINGS = '/settings.json'

/**
 * A single-page application: its files, its settings, and its page for whatever other page a browser requests. Nothing is loaded from
 * another host, and nothing that stands in the page itself is run.
 */
export function pagesRoute({ folder, settings, origins }: PagesOptions): Route {
  const files = readPageFiles(folder)
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    ["connect-src 'self'", ...origins].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

  return (request, response) => {
    const path = pathOf(request)
    if (path === SETTINGS) return json(response, 200, settings)
    const file = files.get(path === '/' ? INDEX : path) ?? (wantsPage(request, path) ? files.get(INDEX) : undefined)
    if (!file) return json(response, 404, { errors: [{ message: 'Nothing is here.' }] })
    response.setHeader('x-content-type-options', 'nosniff')
    if (file.type.startsWith('text/html')) {
      response.setHeader('content-security-policy', policy)
      response.setHeader('referrer-policy', 'no-referrer')
      response.setHeader('cross-origin-opener-policy', 'same-origin')
      response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=()')
    }
    send(file, request, response)
  }
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.replace(/[?#].*$/s, '')
}

/** A path with a dot in its last part is a file's. */
function wantsPage({ headers }: IncomingMessage, path: string): boolean {
  return readAccept(headers.accept).html && !/\.[^/]*$/.test(path)
}

function send(file: PageFile, request: IncomingMessage, response: ServerResponse): void {
  const encoding = encodingFor(file, request.headers)
  const body = file.bodies[encoding] ?? file.bodies.identity
  const etag = `"${file.etag}-${encoding}"`
  response.setHeader('etag', etag)
  response.setHeader('vary', 'accept-encoding')
  response.setHeader('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(etag)) {
    response.writeHead(304).end()
    return
  }
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': body.length,
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** The shortest that the client takes. */
function encodingFor({ bodies }: PageFile, headers: IncomingHttpHeaders): Encoding {
  const given = headers['accept-encoding']
  const taken = (typeof given === 'string' ? given : '').split(',').flatMap((each) => {
    const [name = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase())
    return parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) ? [] : [name]
  })
  return (['br', 'gzip'] as const).find((encoding) => bodies[encoding] && taken.includes(encoding)) ?? 'identity'
}
