import { GraphQLError } from 'graphql'
import { CloseCode } from 'graphql-ws'
import type { WebSocket } from 'ws'
import type { Authenticate } from '@shop/platform/auth.ts'
import type { Caller } from '@shop/platform/caller.ts'
import { REQUEST_DEADLINE_MS } from './context.ts'
import type { RequestContext } from './context.ts'
import type { Log } from '@shop/platform/log.ts'
import { continueTrace } from '@shop/platform/tracing.ts'

/** The close code for "not now, come back later" (RFC 6455, registered by IANA). */
export const TRY_LATER = 1013
const MAX_TIMER_MS = 2_147_483_647

/** What connection_init established, and how many streams the socket carries now. */
export type SocketSession = { readonly caller: Caller; readonly traceparent: string | undefined; streams: number }

/**
 * Opens a session from connection_init's payload; closes the socket where the token is not valid, and later when it
 * expires (4403, with the reason).
 */
export async function openSession(
  authenticate: Authenticate,
  { authorization, traceparent }: Readonly<Record<string, unknown>>,
  socket: WebSocket,
): Promise<SocketSession | undefined> {
  try {
    const caller = await authenticate(headerIn(authorization))
    if (caller.kind === 'login') closeWhenExpired(socket, caller.expiresAt)
    return { caller, traceparent: typeof traceparent === 'string' ? traceparent : undefined, streams: 0 }
  } catch (error) {
    const unauthenticated = error instanceof GraphQLError && error.extensions['code'] === 'UNAUTHENTICATED'
    if (unauthenticated) socket.close(CloseCode.Forbidden, error.message)
    else socket.close(TRY_LATER, 'Try again later')
    return undefined
  }
}

/** What is no text is no valid header either. */
function headerIn(authorization: unknown): string | undefined {
  if (authorization === undefined || authorization === null) return undefined
  return typeof authorization === 'string' ? authorization : ''
}

/** The context for one event: as if each were a request of its own. */
export function eventContext({ caller, traceparent }: SocketSession, log: Log): RequestContext {
  return { caller, traceparent: continueTrace(traceparent), deadline: performance.now() + REQUEST_DEADLINE_MS, log }
}

function closeWhenExpired(socket: WebSocket, expiresAt: number): void {
  const wait = Math.min(Math.max(expiresAt - Date.now(), 0), MAX_TIMER_MS)
  const timer = setTimeout(() => socket.close(CloseCode.Forbidden, 'Token expired'), wait)
  socket.once('close', () => clearTimeout(timer))
}
