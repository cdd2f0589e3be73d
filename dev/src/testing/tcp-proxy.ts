/** A proxy between clients and a server, in which a test or a benchmark sees each connection's bytes, and decides what is passed on. */
import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'

export type TcpProxy = {
  /** On 127.0.0.1; a free one. */
  readonly port: number
  /** All connections break now; new ones work. */
  readonly cut: () => void
  /** New connections break, until `accept`. */
  readonly refuse: () => void
  readonly accept: () => void
  /** What is connected receives nothing any more, and does not notice; new connections work. */
  readonly freeze: () => void
  readonly close: () => Promise<void>
}

type ProxyRelay = (client: Socket, upstream: Socket) => void

const passOn: ProxyRelay = (client, upstream) => void client.pipe(upstream).pipe(client)

/** @param relay called for each connection: it passes on what either side says. Where one side ends, so does the other. */
export async function openTcpProxy(
  server: { readonly host: string; readonly port: number },
  relay: ProxyRelay = passOn,
): Promise<TcpProxy> {
  const upstreams = new Map<Socket, Socket>() // by client
  const frozen = new WeakSet<Socket>()
  let refuses = false
  const proxy = createServer({ noDelay: true }, (client) => {
    client.on('error', () => undefined)
    if (refuses) return void client.destroy()
    const upstream = connect({ ...server, noDelay: true })
    upstreams.set(client, upstream)
    upstream
      .on('error', () => undefined)
      .on('close', () => {
        if (!frozen.has(client)) client.destroy()
      })
    client.on('close', () => {
      upstreams.delete(client)
      upstream.destroy()
    })
    relay(client, upstream)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const cut = (): void => {
    for (const [client, upstream] of upstreams) {
      client.destroy()
      upstream.destroy()
    }
  }
  return {
    port: (proxy.address() as AddressInfo).port,
    cut,
    refuse: () => {
      refuses = true
    },
    accept: () => {
      refuses = false
    },
    freeze: () => {
      for (const [client, upstream] of upstreams) {
        frozen.add(client)
        client.unpipe(upstream).resume() // what it says is lost
        upstream.unpipe(client).destroy()
      }
    },
    close: async () => {
      cut()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
