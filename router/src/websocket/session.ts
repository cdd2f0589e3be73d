import type { IncomingMessage } from 'node:http'
import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { Authenticate } from '@shop/platform/auth.ts'
import {
  identify,
  traceOf,
  whenExpired,
  clientAddress,
  type ClientContext,
  type LabelsOf,
} from '../request/client-context.ts'
import type { Tracing } from '../observe/tracing.ts'
import { RequestError } from '../operations/request-error.ts'
import { Close, close } from './close-codes.ts'

/** One client's socket after connection_init: who it is, and how many operations run on it. */
export type ClientSession = {
  readonly clientContext: Omit<ClientContext, 'requestId'>
  /** As the client sent it: without one each operation is a trace of its own. */
  readonly givenTrace: string | undefined
  running: number
}

export type ClientSessionOptions = {
  readonly authenticate: Authenticate
  readonly labelsOf: LabelsOf
  /** Proxies in front of this router whose X-Forwarded-For is believed. */
  readonly trustedProxies: number
}

/**
 * The token is looked for in connection_init's payload under `authorization`, then in the request that opened the socket;
 * none is the anonymous caller. Closes the socket where it is not valid, and later when it expires.
 */
export async function openSession(
  { authenticate, labelsOf, trustedProxies }: ClientSessionOptions,
  payload: Readonly<Record<string, unknown>>,
  request: IncomingMessage,
  socket: WebSocket,
): Promise<ClientSession | undefined> {
  const { headers } = request
  const given = payload['authorization'] ?? payload['Authorization'] ?? headers.authorization
  const authorization = typeof given === 'string' && given !== '' ? given : undefined
  try {
    if (given != null && typeof given !== 'string') throw new RequestError(401, [])
    const caller = await identify(authenticate, authorization)
    const calledOff = whenExpired(caller, () => close(socket, Close.tokenExpired))
    socket.once('close', calledOff)
    return {
      clientContext: {
        caller,
        authorization,
        address: clientAddress(request, trustedProxies),
        labels: labelsOf(headers, caller),
        ...traceOf(headers),
      },
      givenTrace: typeof headers['traceparent'] === 'string' ? headers['traceparent'] : undefined,
      running: 0,
    }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    close(socket, error.status === 401 ? Close.invalidToken : Close.tryLater)
    return undefined
  }
}

/** Every operation of a socket has a request id of its own, and a span. */
export function clientContextOf(
  { clientContext, givenTrace }: ClientSession,
  tracing: Tracing | undefined,
): ClientContext {
  const span = tracing?.request(givenTrace, { 'network.protocol.name': 'websocket' })
  const { traceparent } = span ?? clientContext
  return { ...clientContext, requestId: randomUUID(), traceparent, span }
}
