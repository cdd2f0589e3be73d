/** A proxy between a client and a MongoDB, in which a test sees each connection's bytes and decides what is passed on. */

import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'

export type MongoProxy = {
  readonly uri: string
  /** All connections break now; new ones work. */
  readonly cut: () => void
  readonly close: () => Promise<void>
}

/** @param relay called for each connection: it passes on what either side says. Where one side ends, so does the other. */
export async function openMongoProxy(
  mongoUri: string,
  relay: (client: Socket, upstream: Socket) => void,
): Promise<MongoProxy> {
  const { hostname: host, port } = new URL(mongoUri)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect({ host, port: Number(port) })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket)
          client.destroy()
          upstream.destroy()
        })
    }
    relay(client, upstream)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/?directConnection=true`,
    cut,
    close: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
