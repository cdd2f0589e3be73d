/** A proxy between clients and a server, in which a test or a benchmark sees each connection's bytes, and decides what is passed on. */
import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'

export type TcpProxy = {
  /** On 127.0.0.1; a free one. */
  readonly port: number
  /** All connections break now; new ones work. */
  readonly cut: () => void
  readonly close: () => Promise<void>
}

/** @param relay called for each connection: it passes on what either side says. Where one side ends, so does the other. */
export async function openTcpProxy(
  server: { readonly host: string; readonly port: number },
  relay: (client: Socket, upstream: Socket) => void,
): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  const proxy = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ ...server, noDelay: true })
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
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (proxy.address() as AddressInfo).port,
    cut,
    close: async () => {
      cut()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
