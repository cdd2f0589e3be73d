import type { IncomingMessage } from 'node:http'

/**
 * Whether a request upgrades to the one other protocol that is spoken here. One that offers another (h2c, as Java's HttpClient does
 * by default) is answered over HTTP/1.1, as it was sent (RFC 9110, section 7.8).
 */
export function isForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}

/** The target of a request without scheme and host, which clients of proxies send along (RFC 9112, section 3.2.2). */
export function originForm(url = '/'): string {
  if (!/^https?:\/\//i.test(url)) return url
  const at = url.search(/(?<=^https?:\/\/[^/?#]*)[/?#]/i)
  const path = at < 0 ? '/' : url.slice(at)
  return path.startsWith('/') ? path : `/${path}`
}
