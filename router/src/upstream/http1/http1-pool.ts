import type { ResponseHandler, HttpTransport, TransportRequest } from '../transport.ts'
import { Http1Connection, type Address, type ConnectionOwner, type OutgoingRequest } from './connection.ts'
import type { HeaderLines } from './header-lines.ts'

type Waiting = { readonly request: TransportRequest; readonly lines: HeaderLines; readonly handler: ResponseHandler }
type FreeConnection = {
  readonly connection: Http1Connection
  readonly usableUntil: number
  /** The turn of the event loop in which it became free. */
  readonly turn: number
}

/** Between two checks of idle connections. */
const LOOK_MS = 1_000
/** Once so many wait, aborted requests among them are removed. */
const MIN_SWEPT = 64

/**
 * Kept connections of HTTP/1.1 to one origin. Requests are written when the event loop has read all that has arrived, so a connection that
 * its server has closed meanwhile, or on which something came that was not requested, is not used again. An end that came with an answer is read one turn after
 * it: what may not be sent again waits for that.
 */
export class Http1Pool implements HttpTransport, ConnectionOwner {
  readonly #address: Address
  readonly #host: string
  readonly #maxConnections: number
  readonly #all = new Set<Http1Connection>()
  /** Last in, first out: connections that are not needed become idle and are closed. */
  readonly #free: FreeConnection[] = []
  #waiting: Waiting[] = []
  #sweepAt = MIN_SWEPT
  #looking: NodeJS.Timeout | undefined
  #isScheduled = false
  /** Turns of the event loop, counted when something is sent. */
  #turn = 0
  #isClosed = false
  readonly #drained = Promise.withResolvers<void>()

  /** @param origin as in `http://127.0.0.1:4001` */
  constructor(origin: string, maxConnections: number) {
    const { hostname, host, port } = new URL(origin)
    this.#address = { host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port || 80) }
    this.#host = host
    this.#maxConnections = maxConnections
  }

  dispatch(request: TransportRequest, handler: ResponseHandler): void {
    if (this.#isClosed) throw new Error('no more is sent there')
    const { lines } = request.headers
    if (this.#waiting.length >= this.#sweepAt) this.#sweep()
    this.#waiting.push({ request, lines, handler })
    this.#schedule()
  }

  free(connection: Http1Connection, keepAliveMs: number): void {
    this.#free.push({ connection, usableUntil: performance.now() + keepAliveMs, turn: this.#turn })
    this.#looking ??= setInterval(() => this.#closeOld(), LOOK_MS).unref()
    if (this.#waiting.length > 0) this.#schedule()
    else this.#endIfDone()
  }

  gone(connection: Http1Connection): void {
    this.#all.delete(connection)
    const index = this.#free.findIndex((each) => each.connection === connection)
    if (index >= 0) this.#free.splice(index, 1)
    if (this.#waiting.length > 0) this.#schedule()
    else this.#endIfDone()
  }

  close(): Promise<void> {
    this.#isClosed = true
    this.#endIfDone()
    return this.#drained.promise
  }

  destroy(): Promise<void> {
    this.#isClosed = true
    for (const { handler } of this.#waiting.splice(0)) handler.onResponseError(undefined, new Error('no more is sent'))
    for (const connection of this.#all) connection.destroy()
    return this.close()
  }

  /** `setImmediate` runs its callback after the event loop has read all that had arrived. */
  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#send()
      this.#turn++
    })
  }

  #send(): void {
    const now = performance.now()
    for (let next = this.#next(); next; next = this.#next()) {
      const free = this.#usable(next.request, now)
      if (!free) return
      this.#waiting.shift()
      if (!free.connection.send(this.#outgoing(next))) this.#free.push(free)
    }
    this.#endIfDone()
  }

  /** An aborted request is removed: no connection is made for it. */
  #next(): Waiting | undefined {
    while (this.#waiting[0]?.handler.isEnded) this.#waiting.shift()
    return this.#waiting[0]
  }

  /** Aborted requests behind one that still waits would keep their bodies until its turn comes. */
  #sweep(): void {
    this.#waiting = this.#waiting.filter(({ handler }) => !handler.isEnded)
    this.#sweepAt = Math.max(MIN_SWEPT, 2 * this.#waiting.length)
  }

  #outgoing({ request: { path, body }, lines, handler }: Waiting): OutgoingRequest {
    const bytes = Buffer.byteLength(body)
    const head = `POST ${path} HTTP/1.1\r\nhost: ${this.#host}\r\nconnection: keep-alive\r\n${lines.text}content-length: ${bytes}\r\n\r\n`
    return { head, body, encoding: lines.isAscii ? (bytes === body.length ? 'latin1' : 'utf8') : undefined, handler }
  }

  /** Undefined while as many as are allowed are in use, or became free in this turn. */
  #usable(request: TransportRequest, now: number): FreeConnection | undefined {
    for (let last = this.#take(request); last; last = this.#take(request)) {
      if (last.usableUntil > now && last.connection.isOpen) return last
      last.connection.destroy()
    }
    if (this.#free.length > 0) {
      this.#schedule()
      return undefined
    }
    if (this.#all.size >= this.#maxConnections) return undefined
    const connection = new Http1Connection(this.#address, this)
    this.#all.add(connection)
    return { connection, usableUntil: now + LOOK_MS, turn: this.#turn }
  }

  #take({ idempotent }: TransportRequest): FreeConnection | undefined {
    if (idempotent) return this.#free.pop()
    const index = this.#free.findLastIndex(({ turn }) => turn < this.#turn)
    return index < 0 ? undefined : this.#free.splice(index, 1)[0]
  }

  #closeOld(): void {
    const now = performance.now()
    const old = this.#free.filter(({ usableUntil }) => usableUntil <= now)
    for (const { connection } of old) connection.destroy()
  }

  #endIfDone(): void {
    if (!this.#isClosed || this.#waiting.length > 0) return
    for (const { connection } of this.#free.splice(0)) connection.destroy()
    if (this.#all.size > 0) return
    clearInterval(this.#looking)
    this.#drained.resolve()
  }
}
