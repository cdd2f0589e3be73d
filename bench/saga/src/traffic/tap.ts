/** A place between a client and a server where what either side says can be read as it passes. */
import { once } from 'node:events'
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

export type Tap = { readonly port: number; readonly close: () => Promise<void> }

/** Reads a connection: gets each side's bytes in their order, cut anywhere. */
export type WireReader = { readonly sent: (bytes: Buffer) => void; readonly received: (bytes: Buffer) => void }

export async function openTap(
  upstream: { readonly host: string; readonly port: number },
  reader: () => WireReader,
): Promise<Tap> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (client) => {
    const { sent, received } = reader()
    const there = connect({ ...upstream, noDelay: true })
    for (const socket of [client, there]) {
      sockets.add(socket)
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket)
          client.destroy()
          there.destroy()
        })
    }
    client.on('data', sent).pipe(there)
    there.on('data', received).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
