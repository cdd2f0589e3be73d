import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { GraphQLError } from 'graphql'
import type { Authenticate } from '@shop/platform/auth.ts'
import type { Caller } from '@shop/platform/caller.ts'
import { continueTrace, parseTraceparent } from '@shop/platform/tracing.ts'
import type { ExecutionContext } from '../executor.ts'
import type { RequestSpan } from '../observe/tracing.ts'
import { notAuthenticated, unavailable } from '../operations/request-error.ts'
import { upstreamHeaders } from '../upstream/headers.ts'

/** Who sends a request or opens a socket, and what of it goes on to subgraphs. */
export type ClientContext = {
  readonly caller: Caller
  /** The Authorization header's value, verified; what may be shared between clients is shared only where this is equal. */
  readonly authorization: string | undefined
  /** Where it comes from; undefined for this machine itself. */
  readonly address: string | undefined
  readonly requestId: string
  readonly traceparent: string
  /** Of other tracing systems, for those after us. */
  readonly tracestate: string | undefined
  readonly span?: RequestSpan | undefined
  /** Labels of progressive @override that came with it. */
  readonly labels?: readonly string[] | undefined
}

/** What the specification wants everyone to pass on at least. */
const LONGEST_STATE = 512
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
  const state = typeof tracestate === 'string' && tracestate.length <= LONGEST_STATE ? tracestate : undefined
  return {
    traceparent: span?.traceparent ?? continueTrace(given),
    tracestate: parseTraceparent(given) && state,
    span,
  }
}

/** Undefined for who is not logged in. */
export function userOf({ caller }: Pick<ClientContext, 'caller'>): string | undefined {
  return caller.kind === 'login' ? caller.userId : undefined
}

/** Who takes turns with others, wherever something is waited for: a user, else an address. */
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

const LONGEST_TIMER_MS = 2_147_483_647

/** Calls `expired` when the caller's token does. Returns what calls it off; an anonymous caller never expires. */
export function whenExpired(caller: Caller, expired: () => void): () => void {
  if (caller.kind === 'anonymous') return () => undefined
  const wait = Math.min(Math.max(caller.expiresAt - Date.now(), 0), LONGEST_TIMER_MS)
  const timer = setTimeout(expired, wait)
  return () => clearTimeout(timer)
}
