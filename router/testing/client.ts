import { once } from 'node:events'
import { createClient as createEventStream } from 'graphql-sse'
import { createClient } from 'graphql-ws'
import type { Client } from 'graphql-ws'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { until } from './until.ts'

const Closed = z.object({ code: z.number(), reason: z.string() })

/** A graphql-transport-ws client that says how its socket was closed. */
export function socketClient(url: string, connectionParams: Record<string, unknown> = {}) {
  const closed = Promise.withResolvers<z.output<typeof Closed>>()
  const sockets: WebSocket[] = []
  const client: Client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
    on: {
      opened: (socket) => void (socket instanceof WebSocket && sockets.push(socket)),
      closed: (event) => closed.resolve(Closed.parse(event)),
    },
  })
  return { client, closed: closed.promise, sockets }
}

export type RawSocketOptions = {
  readonly headers?: Record<string, string>
  readonly path?: string
  readonly autoPong?: boolean
}

/** A socket of graphql-transport-ws whose messages the test sends itself. */
export async function rawSocket(
  url: string,
  { headers = {}, path = '/graphql', autoPong = true }: RawSocketOptions = {},
) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', { headers, autoPong })
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
  )
  await once(socket, 'open')
  const send = (message: object) => socket.send(JSON.stringify(message))
  const acknowledged = async () => {
    send({ type: 'connection_init' })
    await once(socket, 'message')
  }
  return { socket, closed, send, acknowledged }
}

/** What a subscription has brought so far, and how it ended. */
export type Heard = { readonly results: unknown[]; ended: unknown; stop: () => void }

export function listen(
  client: Pick<Client, 'subscribe'>,
  query: string,
  variables: Record<string, unknown> = {},
): Heard {
  const heard: Heard = { results: [], ended: undefined, stop: () => undefined }
  heard.stop = client.subscribe(
    { query, variables },
    {
      next: (result) => void heard.results.push(result),
      error: (error) => void (heard.ended = error),
      complete: () => void (heard.ended = 'complete'),
    },
  )
  return heard
}

/** GraphQL over SSE, distinct connections. */
export function eventStreamClient(url: string, headers: Record<string, string> = {}) {
  return createEventStream({ url: `${url}/graphql`, headers, retryAttempts: 0 })
}

/** Runs an operation to its end over one transport; answers all of its results. */
export const runOver = {
  websocket: async (url: string, query: string): Promise<unknown[]> => {
    const { client } = socketClient(url)
    const results = await resultsOf(client, query)
    await client.dispose()
    return results
  },
  sse: async (url: string, query: string): Promise<unknown[]> => {
    const client = eventStreamClient(url)
    const results = await resultsOf(client, query)
    client.dispose()
    return results
  },
}

async function resultsOf(client: Pick<Client, 'subscribe'>, query: string): Promise<unknown[]> {
  const heard = listen(client, query)
  await until(() => heard.ended !== undefined)
  return heard.results
}
