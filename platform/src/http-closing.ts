import type { Server } from 'node:http'
import type { Socket } from 'node:net'

const LOOK_MS = 50

/**
 * What closes an HTTP server: no new connection is taken, and answers that are under way are waited for, but nothing else. Node by itself
 * waits for clients that have connected and sent nothing yet, as browsers do before they need it, and for those that keep a connection
 * after the answer for which closing waited.
 * @returns resolves when no connection is left; later calls wait for the same
 * @example
 * const close = httpClosing(server)
 * await close()
 */
export function httpClosing(server: Server): () => Promise<void> {
  const open = new Set<Socket>()
  // One look alone could come between a connection and the reading of the request that has arrived with it.
  const unusedBefore = new WeakSet<Socket>()
  let closed: Promise<void> | undefined
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  const closeUnused = (): void => {
    server.closeIdleConnections()
    for (const socket of open) {
      if (socket.bytesRead > 0) continue
      if (unusedBefore.has(socket)) socket.destroy()
      unusedBefore.add(socket)
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
