/**
 * Subscriptions over WebSocket, as graphql-transport-ws has them
 * (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md).
 *
 * connection_init's payload may hold `authorization` ("Bearer ...") and `traceparent`. What ends a socket, besides the
 * protocol's own codes:
 * - 4403: the token of connection_init is not valid, or ("Token expired") it was; come back with a fresh one.
 * - 1001 "Going away": this process stops; come back with the last cursor.
 * - 1013: it takes no more connections now; come back later.
 * A stream that fails alone ends with an `error` message whose extensions.code says why; SERVICE_UNAVAILABLE means:
 * subscribe again with the last cursor.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { GraphQLError } from 'graphql'
import type { ExecutionArgs, GraphQLFormattedError, GraphQLSchema } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { Authenticate } from '@shop/platform/auth.ts'
import { currentTrace } from '@shop/platform/current-trace.ts'
import { createPreparer } from './documents.ts'
import { limitExceeded } from '@shop/platform/errors.ts'
import { subscribe } from './event-stream.ts'
import type { Log } from '@shop/platform/log.ts'
import { eventContext, openSession, type SocketSession, TRY_LATER } from './session.ts'

const HEARTBEAT_MS = 12_000
const INIT_TIMEOUT_MS = 5_000
const CLOSE_TIMEOUT_MS = 2_000
const MAX_MESSAGE = 65_536
const MAX_SOCKETS = 20_000
const MAX_STREAMS_OF_A_SOCKET = 20_000

export type WebSocketOptions = {
  readonly schema: GraphQLSchema
  readonly authenticate: Authenticate
  readonly mask: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError
  readonly log: Log
}

export type WebSocketEndpoint = {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Has every client reconnect elsewhere, and resolves when all have gone. */
  close(): Promise<void>
  size(): number
}

type Extra = { readonly socket: WebSocket }

/** graphql-ws wraps what ends a stream, and drops where that was. */
const located = (error: GraphQLError): GraphQLError =>
  error.originalError instanceof GraphQLError && !error.path ? error.originalError : error

export function createWebSocketEndpoint({ schema, authenticate, mask, log }: WebSocketOptions): WebSocketEndpoint {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE })
  const prepare = createPreparer(schema)
  const sessions = new WeakMap<WebSocket, SocketSession>()
  const started = new WeakMap<ExecutionArgs, SocketSession>()
  const shown = (errors: readonly GraphQLError[], socket: WebSocket) =>
    currentTrace.run(sessions.get(socket)?.traceparent, () =>
      errors.map(located).map((error) => mask(error.toJSON(), error)),
    )

  const graphql = useServer<Record<string, unknown>, Extra>(
    {
      isProd: true, // close reasons then disclose nothing of the machine
      connectionInitWaitTimeout: INIT_TIMEOUT_MS,
      onConnect: async ({ connectionParams = {}, extra: { socket } }) => {
        const session = await openSession(authenticate, connectionParams, socket)
        if (session) sessions.set(socket, session)
        return session !== undefined
      },
      onSubscribe: ({ extra: { socket } }, _id, { query, operationName, variables }) => {
        const session = sessions.get(socket)
        if (!session || session.streams >= MAX_STREAMS_OF_A_SOCKET)
          return [limitExceeded('streams', `One socket carries ${MAX_STREAMS_OF_A_SOCKET} streams at most.`)]
        const prepared = prepare(query, operationName)
        if ('errors' in prepared) return prepared.errors
        const args: ExecutionArgs = {
          schema,
          document: prepared.document,
          operationName: operationName ?? null,
          variableValues: variables ?? null,
        }
        started.set(args, session)
        return args
      },
      subscribe: (args) => {
        const session = started.get(args)
        if (!session) throw new TypeError('a stream starts only where onSubscribe let it')
        session.streams += 1
        return subscribe(
          args,
          () => eventContext(session, log),
          () => (session.streams -= 1),
        )
      },
      onNext: ({ extra: { socket } }, _id, _payload, _args, { errors, ...result }) =>
        errors ? { ...result, errors: shown(errors, socket) } : undefined,
      onError: ({ extra: { socket } }, _id, _payload, errors) => shown(errors, socket),
    },
    server,
    HEARTBEAT_MS,
  )

  return {
    size: () => server.clients.size,
    upgrade: (request, socket, head) => {
      server.handleUpgrade(request, socket, head, (client) => {
        client.on('error', (err) => log.debug({ err }, 'a WebSocket broke')) // also one that is not let in
        if (server.clients.size > MAX_SOCKETS) client.close(TRY_LATER, 'Too many clients')
        else server.emit('connection', client, request)
      })
    },
    close: async () => {
      const stubborn = setTimeout(() => server.clients.forEach((client) => client.terminate()), CLOSE_TIMEOUT_MS)
      await graphql.dispose()
      clearTimeout(stubborn)
    },
  }
}
