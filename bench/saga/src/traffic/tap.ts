/** A place between a client and a server where what either side says can be read as it passes. */
import { openTcpProxy, type TcpProxy } from '@shop/dev/testing/tcp-proxy.ts'

/** Reads a connection: gets each side's bytes in their order, cut anywhere. */
export type WireReader = { readonly sent: (bytes: Buffer) => void; readonly received: (bytes: Buffer) => void }

export function openTap(
  server: { readonly host: string; readonly port: number },
  reader: () => WireReader,
): Promise<TcpProxy> {
  return openTcpProxy(server, (client, upstream) => {
    const { sent, received } = reader()
    client.on('data', sent).pipe(upstream)
    upstream.on('data', received).pipe(client)
  })
}
