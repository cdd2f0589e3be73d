import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import { GraphQLError } from 'graphql'
import type { Authenticate } from '@shop/platform/auth.ts'
import type { Caller } from '@shop/platform/caller.ts'
import { continueTrace, parseTraceparent } from '@shop/platform/tracing.ts'
import type { ExecutionContext } from '../executor.ts'
import type { RequestSpan } from '../observe/tracing.ts'
import { notAuthenticated, unavailable } from '../operations/request-error.ts'
import { UpstreamHeaders } from '../upstream/upstream-headers.ts'

/** The client of a request or socket, and what of it is forwarded to subgraphs. */
export type ClientContext = {
  readonly caller: Caller
  /** The Authorization header's value, verified; what may be shared between clients is shared only where this is equal. */
  readonly authorization: string | undefined
  /** Its IP address; undefined for this machine itself. */
  readonly address: string | undefined
  readonly requestId: string
  readonly traceparent: string
  /** State of other tracing systems, passed on unchanged. */
  readonly tracestate: string | undefined
  readonly span?: RequestSpan | undefined
  /** Labels of progressive @override that came with it. */
  readonly labels?: readonly string[] | undefined
}

/** Characters. The specification wants at least so many passed on. */
const MAX_STATE_LENGTH = 512
const REQUEST_ID = /^[\w.:-]{1,128}$/

/** The client's X-Request-Id where it is harmless, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
}

/** Rejects with a RequestError: 401 for a token that is not valid, 503 where that cannot be found out. */
export async function identify(authenticate: Authenticate, authorization: string | undefined): Promise<Caller> {
  try {
    return await authenticate(authorization)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    throw error.extensions['code'] === 'UNAUTHENTICATED'
      ? notAuthenticated(error.message)
      : unavailable(error.message, 2)
  }
}

/** W3C Trace Context: where a request stands in its trace, and what other systems have to say of it. */
export function traceOf(
  { traceparent, tracestate }: IncomingHttpHeaders,
  span?: RequestSpan,
): Pick<ClientContext, 'traceparent' | 'tracestate' | 'span'> {
  const given = typeof traceparent === 'string' ? traceparent : undefined
  const state = typeof tracestate === 'string' && tracestate.length <= MAX_STATE_LENGTH ? tracestate : undefined
  return {
    traceparent: span?.traceparent ?? continueTrace(given),
    tracestate: parseTraceparent(given) && state,
    span,
  }
}

/** Undefined for an anonymous caller. */
export function userOf({ caller }: Pick<ClientContext, 'caller'>): string | undefined {
  return caller.kind === 'login' ? caller.userId : undefined
}

/** The key of fair queues: the user, or the address of an anonymous caller. */
export function callerKey({ caller, address }: Pick<ClientContext, 'caller' | 'address'>): string {
  return caller.kind === 'login' ? `user ${caller.userId}` : `address ${address ?? ''}`
}

/** `timeoutMs`: from now until the whole answer must be there. */
export function contextFor(clientContext: ClientContext, timeoutMs: number): ExecutionContext {
  return {
    headers: upstreamHeaders(clientContext),
    deadline: performance.now() + timeoutMs,
    span: clientContext.span,
    labels: clientContext.labels,
    callerKey: callerKey(clientContext),
  }
}

/** The only headers of a client's request that subgraphs see. */
type Forwarded = Partial<Pick<ClientContext, 'authorization' | 'traceparent' | 'tracestate'>> &
  Pick<ClientContext, 'requestId'>

/** For every fetch of one request. */
export function upstreamHeaders({ authorization, traceparent, tracestate, requestId }: Forwarded): UpstreamHeaders {
  const headers = [
    'content-type',
    'application/json',
    'accept',
    'application/graphql-response+json, application/json;q=0.9',
    // Answers are read as they come: what is packed would have to be unpacked, within bounds, on the way.
    'accept-encoding',
    'identity',
    'x-request-id',
    requestId,
  ]
  if (traceparent !== undefined) headers.push('traceparent', traceparent)
  if (tracestate !== undefined) headers.push('tracestate', tracestate)
  if (authorization !== undefined) headers.push('authorization', authorization)
  return new UpstreamHeaders(headers)
}

const MAX_TIMER_MS = 2_147_483_647

/** Calls `expired` when the caller's token does. Returns a function that cancels it; an anonymous caller never expires. */
export function whenExpired(caller: Caller, expired: () => void): () => void {
  if (caller.kind === 'anonymous') return () => undefined
  const wait = Math.min(Math.max(caller.expiresAt - Date.now(), 0), MAX_TIMER_MS)
  const timer = setTimeout(expired, wait)
  return () => clearTimeout(timer)
}

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

/** Labels of progressive @override that come with a request; undefined where none do. */
export type LabelsOf = (headers: IncomingHttpHeaders, caller: Caller) => readonly string[] | undefined

const MAX_LABELS = 32

/** `header`: whose value are names with commas between; those of a token are in the caller already. */
export function labelsFrom(header: string | undefined): LabelsOf {
  const name = header?.toLowerCase()
  return (headers, caller) => {
    const given = name === undefined ? undefined : headers[name]
    const claimed = caller.kind === 'login' ? caller.labels : undefined
    if (typeof given !== 'string') return claimed
    const named = given.split(',', MAX_LABELS).map((label) => label.trim())
    return claimed ? [...named, ...claimed] : named
  }
}
