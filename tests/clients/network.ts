/** A network between clients and the shop, which can be cut as real ones are. */
import { openTcpProxy, type TcpProxy } from '@shop/dev/testing/tcp-proxy.ts'

/** `url`: the shop's, by way of this network. */
export type ClientNetwork = TcpProxy & { readonly url: string }

export async function openNetwork(shopUrl: string): Promise<ClientNetwork> {
  const { hostname: host, port } = new URL(shopUrl)
  const proxy = await openTcpProxy({ host, port: Number(port) })
  return { ...proxy, url: `http://127.0.0.1:${proxy.port}` }
}
