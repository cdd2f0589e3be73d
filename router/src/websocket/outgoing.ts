import type { WebSocket } from 'ws'
import type { ByteBudget } from '../request/byte-budget.ts'
import { Close, close, cutOffSoon } from './close-codes.ts'

/** Bytes that wait for a client before nothing more is read from it. */
const READ_BELOW_BYTES = 1_048_576

/** What goes to one client: counted until the network has taken it. A client that does not read is not read from either. */
export class Outgoing {
  readonly #socket: WebSocket
  readonly #address: string | undefined
  readonly #unsent: ByteBudget
  #waitingBytes = 0

  constructor(socket: WebSocket, address: string | undefined, unsent: ByteBudget) {
    this.#socket = socket
    this.#address = address
    this.#unsent = unsent
  }

  /** Resolves when the network has taken it, or the client is gone. Closes the socket where too much waits for clients already. */
  send(message: string): Promise<void> {
    return this.#write(Buffer.byteLength(message), (taken) => this.#socket.send(message, taken))
  }

  /** Answers a ping of the WebSocket itself. */
  pong(data: Buffer): Promise<void> {
    return this.#write(data.length, (taken) => this.#socket.pong(data, false, taken))
  }

  #write(bytes: number, write: (taken: () => void) => void): Promise<void> {
    const socket = this.#socket
    if (socket.readyState !== socket.OPEN) return Promise.resolve()
    if (!this.#unsent.take(this.#address, bytes)) {
      close(socket, Close.slowClient)
      cutOffSoon(socket)
      return Promise.resolve()
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waitingBytes += bytes
    if (this.#waitingBytes > READ_BELOW_BYTES) socket.pause()
    write(() => {
      this.#unsent.give(this.#address, bytes)
      this.#waitingBytes -= bytes
      if (socket.isPaused && this.#waitingBytes <= READ_BELOW_BYTES) socket.resume()
      resolve()
    })
    return promise
  }
}
