import type { WebSocket } from 'ws'
import { discarded } from '../discarded-bytes.ts'
import { free } from '../freed-memory.ts'
import type { ByteBudget, Holder } from '../request/byte-budget.ts'
import { Close, close, cutOffSoon } from './close-codes.ts'

/** Bytes that wait for a client before nothing more is read from it. */
const READ_BELOW_BYTES = 1_048_576

const LARGE_BYTES = 65_536
/** Texts as long as a message that are of no more use once it is made: a subgraph's answer, its values, and what the client gets. */
const TEXTS = 3

/** What goes to one client: counted until the network has taken it. A client that does not read is not read from either. */
export class Outgoing implements Holder {
  readonly address: string | undefined
  readonly #socket: WebSocket
  readonly #unsent: ByteBudget
  /** Called when it is closed, or cut off, for what it has not taken. */
  readonly #onCutOff: () => void
  #waitingBytes = 0

  constructor(socket: WebSocket, address: string | undefined, unsent: ByteBudget, onCutOff: () => void) {
    this.address = address
    this.#socket = socket
    this.#unsent = unsent
    this.#onCutOff = onCutOff
  }

  /**
   * Resolves when the network has taken it, or the client is gone. Closes the socket where too much waits for clients already.
   * @param parts of one message: a long one is never put together as a text
   */
  send(...parts: readonly string[]): Promise<void> {
    const bytes = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0)
    return this.#write(bytes, (taken) => {
      if (bytes < LARGE_BYTES) this.#socket.send(parts.join(''), taken)
      else this.#sendOwned(bytesOf(parts, bytes), taken)
    })
  }

  /** What waits for the client is in memory that is given back by hand: its texts are garbage at once. */
  #sendOwned(message: Buffer, taken: () => void): void {
    this.#socket.send(message, { binary: false }, () => {
      free(message)
      taken()
    })
    discarded(message.length, TEXTS)
  }

  /** At once: it would not read why. */
  cutOff(): void {
    this.#socket.terminate()
    this.#onCutOff()
  }

  /** Answers a ping of the WebSocket itself. */
  pong(data: Buffer): Promise<void> {
    return this.#write(data.length, (taken) => this.#socket.pong(data, false, taken))
  }

  #write(bytes: number, write: (taken: () => void) => void): Promise<void> {
    const socket = this.#socket
    if (socket.readyState !== socket.OPEN) return Promise.resolve()
    if (!this.#unsent.take(this, bytes)) {
      close(socket, Close.slowClient)
      cutOffSoon(socket)
      this.#onCutOff()
      return Promise.resolve()
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waitingBytes += bytes
    if (this.#waitingBytes > READ_BELOW_BYTES) socket.pause()
    write(() => {
      this.#unsent.give(this, bytes)
      this.#waitingBytes -= bytes
      if (socket.isPaused && this.#waitingBytes <= READ_BELOW_BYTES) socket.resume()
      resolve()
    })
    return promise
  }
}

function bytesOf(parts: readonly string[], length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length)
  let at = 0
  for (const part of parts) at += bytes.write(part, at)
  return bytes
}
