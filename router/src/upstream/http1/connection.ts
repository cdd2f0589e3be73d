import { connect, type Socket } from 'node:net'
import type { ResponseHandler, TransportController } from '../transport.ts'
import { MalformedResponse, type ResponseHead } from './response-head.ts'
import { ResponseReader } from './response-reader.ts'

export type Address = { readonly host: string; readonly port: number }

export type ConnectionOwner = {
  /** It may be used again, for so many milliseconds. */
  readonly free: (connection: Http1Connection, keepAliveMs: number) => void
  /** It is closed. */
  readonly gone: (connection: Http1Connection) => void
}

const RECEIVED_BYTES = 65_536
/** One receive buffer for all connections: what is in it is parsed before anything else runs. */
const RECEIVED = Buffer.allocUnsafeSlow(RECEIVED_BYTES)
/** Windows takes the buffer before there is anything to read, so there each connection has its own. */
const IS_SHARED = process.platform !== 'win32'
const KEEP_ALIVE_PROBE_MS = 60_000
const CONNECTING_MS = 10_000
/** For a connection that has been made for a request that was aborted meanwhile. */
const UNUSED_MS = 1_000

export type OutgoingRequest = {
  /** A character for each byte. */
  readonly head: string
  readonly body: string
  /** Of both; undefined where the head has bytes that are no ASCII, and so is not of the body's. */
  readonly encoding: 'latin1' | 'utf8' | undefined
  readonly handler: ResponseHandler
}

/** One connection to a subgraph, with one request after the other. */
export class Http1Connection implements TransportController {
  readonly #owner: ConnectionOwner
  readonly #socket: Socket
  readonly #reader: ResponseReader
  /** Of the request that is under way. */
  #handler: ResponseHandler | undefined
  #keepAliveMs = 0
  #isStarting = false
  #isPaused = false
  #error: Error | undefined

  constructor({ host, port }: Address, owner: ConnectionOwner) {
    this.#owner = owner
    this.#reader = new ResponseReader({
      head: (head) => this.#head(head),
      data: (bytes, isWhole) => this.#handler?.onResponseData(this, bytes, isWhole),
    })
    const buffer = IS_SHARED ? RECEIVED : Buffer.allocUnsafeSlow(RECEIVED_BYTES)
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
      onread: {
        buffer,
        callback: (count) => {
          this.#receive(buffer.subarray(0, count))
          return true
        },
      },
    })
    this.#socket.unref() // a caller that waits for an answer has a timer
    this.#socket.setTimeout(CONNECTING_MS, () => {
      if (this.#socket.connecting) this.#socket.destroy(new Error('the connection was not made in time'))
    })
    this.#socket.on('error', (error) => (this.#error = error))
    this.#socket.on('end', () => {
      if (this.#reader.endsWithConnection) this.#complete(false)
      else this.#socket.destroy() // what has not been written yet would not be read
    })
    this.#socket.on('close', () => {
      this.#owner.gone(this)
      this.#fail(this.#error ?? new BrokenConnection('the subgraph closed the connection'))
    })
  }

  /** False as soon as its end is known, which may be before the connection is closed. */
  get isOpen(): boolean {
    return this.#socket.readable && this.#socket.writable
  }

  /**
   * Only while it is free. Nothing is sent, and the request does not start, before there is a connection.
   * @returns false where the request is aborted as it starts, and the connection has not been used
   */
  send(outgoing: OutgoingRequest): boolean {
    if (!this.#socket.connecting) return this.#start(outgoing)
    this.#handler = outgoing.handler
    this.#socket.once('connect', () => {
      this.#socket.setTimeout(0)
      this.#socket.unref() // again: where a name has several addresses, each attempt after the first has a handle of its own
      if (!this.#start(outgoing)) this.#owner.free(this, UNUSED_MS)
    })
    return true
  }

  #start({ head, body, encoding, handler }: OutgoingRequest): boolean {
    this.#handler = handler
    this.#isStarting = true
    handler.onRequestStart(this)
    this.#isStarting = false
    if (!this.#handler) return false
    if (encoding) this.#socket.write(head + body, encoding)
    else {
      this.#socket.cork()
      this.#socket.write(head, 'latin1')
      this.#socket.write(body, 'utf8')
      this.#socket.uncork()
    }
    return true
  }

  pause(): void {
    this.#isPaused = true
    this.#socket.pause()
  }

  resume(): void {
    this.#isPaused = false
    this.#socket.resume()
  }

  abort(): void {
    this.#handler = undefined
    if (!this.#isStarting) this.#socket.destroy()
  }

  /** A request that is under way fails. */
  destroy(): void {
    this.#socket.destroy()
  }

  #receive(bytes: Buffer): void {
    // No request is under way: the next one must not take this for its answer.
    if (!this.#handler) return void this.#socket.destroy()
    try {
      const taken = this.#reader.take(bytes)
      if (taken !== undefined) this.#complete(taken === bytes.length)
    } catch (error) {
      this.#socket.destroy()
      if (!(error instanceof MalformedResponse)) throw error
      this.#fail(error)
    }
  }

  #head({ status, headers, keepAliveMs }: ResponseHead): void {
    this.#keepAliveMs = keepAliveMs
    this.#handler?.onResponseStart(this, status, headers)
  }

  /** `isClean`: nothing came behind the response. */
  #complete(isClean: boolean): void {
    const handler = this.#handler
    if (!handler) return
    this.#handler = undefined
    if (this.#isPaused) this.resume()
    if (isClean && this.#keepAliveMs > 0 && this.#socket.writableLength === 0) this.#owner.free(this, this.#keepAliveMs)
    else this.#socket.destroy()
    handler.onResponseEnd()
  }

  #fail(error: Error): void {
    const handler = this.#handler
    this.#handler = undefined
    handler?.onResponseError(this, error)
  }
}

/** The connection was open, and ended before the answer did. */
export class BrokenConnection extends Error {
  override readonly name = 'BrokenConnection'
  readonly code = 'ECONNRESET'
}
