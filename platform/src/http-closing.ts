import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

const LOOK_MS = 50
/** One alone could come between a connection and the reading of the request that has arrived with it. */
const LOOKS_UNUSED = 2
/** A second in which the rest of a head may come, which the network has in pieces. */
const LOOKS_WITHOUT_REQUEST = 20

/**
 * What closes an HTTP server: no new connection is taken, and answers that are under way are waited for, but nothing else. Node by itself
 * waits for clients that have connected and sent nothing yet, as browsers do before they need it, for those that have sent half of a
 * request's head, and for those that keep a connection after the answer for which closing waited.
 * @returns resolves when no connection is left; later calls wait for the same
 * @example
 * const close = httpClosing(server)
 * await close()
 */
export function httpClosing(server: Server): () => Promise<void> {
  const open = new Set<Socket>()
  const lastResponse = new WeakMap<Socket, ServerResponse>()
  /** How often each was seen without a request under way. */
  const looks = new WeakMap<Socket, number>()
  let closed: Promise<void> | undefined
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.on('request', ({ socket }, response) => lastResponse.set(socket, response))
  server.on('upgrade', ({ socket }) => open.delete(socket)) // who speaks another protocol on it closes it
  /** A request's head has come, and its answer is not out. */
  const isAnswering = (socket: Socket): boolean => {
    const response = lastResponse.get(socket)
    return response !== undefined && !response.writableFinished && !response.destroyed
  }
  const closeUnused = (): void => {
    server.closeIdleConnections()
    for (const socket of open) {
      const seen = isAnswering(socket) ? 0 : (looks.get(socket) ?? 0) + 1
      looks.set(socket, seen)
      if (seen >= (socket.bytesRead === 0 ? LOOKS_UNUSED : LOOKS_WITHOUT_REQUEST)) socket.destroy()
    }
  }
  const close = async (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const looking = setInterval(closeUnused, LOOK_MS)
    server.close(() => resolve())
    await promise
    clearInterval(looking)
  }
  return () => (closed ??= close())
}
