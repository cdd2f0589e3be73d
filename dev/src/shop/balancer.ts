/** One address in front of the replicas of a service: each connection goes to the next one that is ready, as a cluster's would. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { readiness } from './topology.ts'

const lookEveryMs = 100

export class Balancer {
  readonly #server: Server
  readonly #urls: readonly string[]
  readonly #ready = new Set<string>()
  readonly #sockets = new Set<Socket>()
  #closed = false
  #turn = 0

  private constructor(urls: readonly string[]) {
    this.#urls = urls
    this.#server = createServer((client) => this.#pass(client))
  }

  /** Resolves when it listens at 127.0.0.1. `urls`: of the replicas, whose readiness it follows. */
  static async open(port: number, urls: readonly string[]): Promise<Balancer> {
    const balancer = new Balancer(urls)
    await once(balancer.#server.listen(port, '127.0.0.1'), 'listening')
    for (const url of urls) void balancer.#follow(url)
    return balancer
  }

  async close(): Promise<void> {
    this.#closed = true
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  async #follow(url: string): Promise<void> {
    if ((await readiness(url)) === undefined) this.#ready.add(url)
    else this.#ready.delete(url)
    if (!this.#closed) setTimeout(() => void this.#follow(url), lookEveryMs).unref()
  }

  #pass(client: Socket): void {
    const ready = this.#urls.filter((url) => this.#ready.has(url))
    const url = ready[this.#turn++ % Math.max(1, ready.length)]
    if (url === undefined) return void client.destroy()
    const { hostname, port } = new URL(url)
    const upstream = connect(Number(port), hostname)
    this.#join(client, upstream)
    this.#join(upstream, client)
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from)
    from.setNoDelay().on('error', () => to.destroy())
    from.on('close', () => {
      this.#sockets.delete(from)
      to.destroy()
    })
    from.pipe(to)
  }
}
