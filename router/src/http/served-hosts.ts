/** Whether a request may name this host. */
export type IsServed = (host: string | undefined) => boolean

const LOCAL = ['localhost', '127.0.0.1', '[::1]']

/**
 * In development: this machine's names, the address that is listened on, and hosts of allowed origins. Any other name that leads here
 * may belong to a page which has let it point to this machine (DNS rebinding), and would have everything that development gives away.
 */
export function servedHosts(listening: string, origins: readonly string[]): IsServed {
  const named = origins.flatMap((origin) => (URL.canParse(origin) ? [new URL(origin).hostname] : []))
  const hosts = new Set([...LOCAL, listening.includes(':') ? `[${listening}]` : listening, ...named])
  const any = origins.includes('*')
  return (host) => any || (host !== undefined && hosts.has(host.toLowerCase().replace(/:\d*$/, '')))
}

export const MISDIRECTED =
  'This host is not served in development; add its origin to ALLOWED_ORIGINS, as in http://shop.test:4000.'
