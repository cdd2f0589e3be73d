/** Many clients with a socket each (graphql-transport-ws), as light as they can be: their events are counted and timed, not parsed. */

import { WebSocket } from 'ws'
import { operation } from './schema.ts'

const openingAtOnce = 100

export class Clients {
  readonly #sockets: WebSocket[] = []
  readonly #heard: number[] = []
  readonly #arrivals: number[] = []
  #total = 0
  #closed: string | undefined
  #awaited:
    { readonly total: number; readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined

  /** Opens them and waits for the first event of each. `idOf`: what each follows. */
  async open(url: string, count: number, idOf: (n: number) => string): Promise<void> {
    const all = this.#until(this.#total + count)
    for (let first = 0; first < count; first += openingAtOnce) {
      const some = Array.from({ length: Math.min(openingAtOnce, count - first) }, (_, n) => first + n)
      await Promise.race([Promise.all(some.map((n) => this.#openOne(url, idOf(n)))), all])
    }
    await all
  }

  /** Resolves when each has received one more event since the call; answers when each came, in milliseconds of `performance.now`. */
  async round(emit: () => Promise<unknown>): Promise<readonly number[]> {
    this.#arrivals.length = 0
    const all = this.#until(this.#total + this.#sockets.length)
    await Promise.all([emit(), all])
    return [...this.#arrivals]
  }

  /** How many events each has received. */
  get heard(): readonly number[] {
    return this.#heard
  }

  close(): void {
    this.#awaited = undefined
    for (const socket of this.#sockets) socket.terminate()
  }

  #until(total: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const timeout = setTimeout(() => {
      reject(new Error(`only ${this.#total} of ${total} events arrived within two minutes${this.#closed ?? ''}`))
    }, 120_000)
    this.#awaited = { total, resolve, reject }
    return promise.finally(() => clearTimeout(timeout))
  }

  #openOne(url: string, id: string): Promise<void> {
    const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false })
    const index = this.#sockets.push(socket) - 1
    this.#heard.push(0)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    socket.on('open', () => socket.send('{"type":"connection_init"}'))
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1')
      if (text.includes('"next"')) {
        if (text.includes('"errors"')) this.#awaited?.reject(new Error(text))
        resolve()
        this.#heard[index] = (this.#heard[index] ?? 0) + 1
        this.#arrivals.push(performance.now())
        this.#total += 1
        if (this.#total === this.#awaited?.total) this.#awaited.resolve()
      } else if (text.includes('"connection_ack"')) {
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: operation, variables: { id } } }))
      } else if (text.includes('"ping"')) socket.send('{"type":"pong"}')
      else if (text.includes('"error"') || text.includes('"complete"')) this.#awaited?.reject(new Error(text))
    })
    socket.on('close', (code, reason) => (this.#closed = `; a socket was closed: ${code} ${String(reason)}`))
    socket.on('error', reject)
    return promise
  }
}
