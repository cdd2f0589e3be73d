import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'

type ReceivedRequest = {
  readonly headers: IncomingMessage['headers']
  readonly socket: Pick<IncomingMessage['socket'], 'remoteAddress'>
}

/** An address of this machine itself. */
const LOCAL = /^(127\.|::1$|::ffff:127\.)/

/**
 * Where a request comes from, as far as that can be known: the peer, or the address that the outermost of `trustedProxies`
 * proxies put into X-Forwarded-For. What stands further left in it anybody may have written. An IPv6 network of 64 bits
 * counts as one address, since one client has all of it. Undefined: this machine itself.
 */
export function clientAddress({ headers, socket }: ReceivedRequest, trustedProxies: number): string | undefined {
  const address = (trustedProxies > 0 && forwarded(headers['x-forwarded-for'], trustedProxies)) || socket.remoteAddress
  if (address === undefined || LOCAL.test(address)) return undefined
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIPv6(plain) ? network(plain) : plain
}

function forwarded(header: string | readonly string[] | undefined, proxies: number): string | undefined {
  const addresses = String(header ?? '').split(',')
  return withoutPort(addresses.at(-proxies)?.trim())
}

/** Some proxies write ports as well, and IPv6 in brackets: "1.2.3.4:567", "[2001:db8::1]:567", "[2001:db8::1]". */
function withoutPort(entry: string | undefined): string | undefined {
  return /^\[(.+)\](:\d+)?$/.exec(entry ?? '')?.[1] ?? /^([\d.]+):\d+$/.exec(entry ?? '')?.[1] ?? entry
}

/** The first 64 bits: "2001:db8::1" is of "2001:db8:0:0". */
function network(address: string): string {
  const [head = '', tail] = address.split('::')
  const groups = head.split(':').filter(Boolean)
  const behind = tail === undefined ? [] : tail.split(':').filter(Boolean)
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - behind.length) }, () => '0')
  return [...groups, ...zeros, ...behind].slice(0, 4).join(':')
}
