/** A proxy between a client and a MongoDB, in which a test sees each connection's bytes and decides what is passed on. */
import type { Socket } from 'node:net'
import { openTcpProxy, type TcpProxy } from '@shop/dev/testing/tcp-proxy.ts'

export type MongoProxy = Pick<TcpProxy, 'cut' | 'close'> & { readonly uri: string }

/** @param relay called for each connection: it passes on what either side says. Where one side ends, so does the other. */
export async function openMongoProxy(
  mongoUri: string,
  relay: (client: Socket, upstream: Socket) => void,
): Promise<MongoProxy> {
  const { hostname: host, port } = new URL(mongoUri)
  const { port: own, cut, close } = await openTcpProxy({ host, port: Number(port) }, relay)
  return { uri: `mongodb://127.0.0.1:${own}/?directConnection=true`, cut, close }
}
