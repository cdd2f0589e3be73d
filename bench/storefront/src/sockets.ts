/** Sockets that follow what an order's page and a product's page follow, without a browser: as light as they can be. */
import { WebSocket } from 'ws'
import { PRODUCT } from './shop.ts'

const QUERIES = {
  order: 'subscription ($id: ID!) { orderStatusChanged(orderId: $id) { cursor status order { id status } } }',
  delivery: 'subscription ($id: ID!) { deliveryStatusChanged(orderId: $id) { cursor status delivery { id status } } }',
  stock: 'subscription ($id: ID!) { productChanged(productId: $id) { cursor product { id price stock } } }',
} as const
type SocketName = keyof typeof QUERIES
const TIMEOUT_MS = 120_000

export class PageSocket {
  readonly #socket: WebSocket
  readonly #waiting = new Map<SocketName, (at: number) => void>()

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8')
      if (text.includes('"ping"')) return socket.send('{"type":"pong"}')
      const message: { type: string; id?: string } = JSON.parse(text)
      if (message.type !== 'next') return
      for (const [name, heard] of this.#waiting) if (name === message.id) heard(performance.now())
    })
  }

  /** Resolves when each of its streams has said what is. */
  static async open(url: string, token: string, orderId: string): Promise<PageSocket> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
    const page = new PageSocket(socket)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    const acknowledged = new Promise((resolve) => socket.once('message', resolve))
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }))
    await acknowledged
    const first = Promise.all([page.next('order'), page.next('delivery'), page.next('stock')])
    for (const [id, query] of Object.entries(QUERIES)) {
      const variables = { id: id === 'stock' ? PRODUCT : orderId }
      socket.send(JSON.stringify({ type: 'subscribe', id, payload: { query, variables } }))
    }
    await first
    return page
  }

  /** When the next update of a stream came, by `performance.now`. */
  next(name: SocketName): Promise<number> {
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => reject(new Error(`nothing of ${name} within two minutes`)), TIMEOUT_MS)
      this.#waiting.set(name, (at) => {
        clearTimeout(timeout)
        this.#waiting.delete(name)
        resolve(at)
      })
    })
  }

  close(): void {
    this.#socket.terminate()
  }
}
