import type { IncomingHttpHeaders } from 'node:http'
import { badRequest } from '../operations/request-error.ts'
import { readContentType } from './media-type.ts'

/** Content types that a page of another origin may send without asking first (the Fetch standard's safelist). */
const NOT_PREFLIGHTED = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']
const PROOFS = ['apollo-require-preflight', 'x-apollo-operation-name']

/** Where browsers say it, a page of the router's own origin asks; no page can set this header itself. */
const SAME_ORIGIN = 'same-origin'

/**
 * Apollo Server's rule: only what no foreign page can send unasked is let in, so that a browser's preflight has to be
 * passed (https://www.apollographql.com/docs/apollo-server/security/cors#preventing-cross-site-request-forgery-csrf).
 */
export function checkCsrf(headers: IncomingHttpHeaders): void {
  const content = readContentType(headers['content-type'])
  if (content && content.type.includes('/') && !NOT_PREFLIGHTED.includes(content.type)) return
  if (PROOFS.some((proof) => headers[proof])) return
  // A foreign page that wants to send a token has to ask by a preflight first.
  if (headers.authorization || headers['sec-fetch-site'] === SAME_ORIGIN) return
  throw badRequest(
    'This operation has been blocked as a potential Cross-Site Request Forgery (CSRF). Please either specify a ' +
      `"content-type" header (with a type that is not one of ${NOT_PREFLIGHTED.join(', ')}) or provide a non-empty value ` +
      `for one of the following headers: ${[...PROOFS, 'authorization'].join(', ')}.`,
  )
}
