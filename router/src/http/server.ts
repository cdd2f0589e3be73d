import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { httpClosing } from '@shop/platform/http-closing.ts'
import type { Log } from '@shop/platform/log.ts'
import { dispatch, json, type Routes } from './routes.ts'
import { isForWebSocket } from '@shop/platform/upgrades.ts'

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

const KEEP_ALIVE_MS = 65_000
const HEADERS_MS = 10_000
const WHOLE_REQUEST_MS = 30_000

/** Backlog of the listening socket. The kernel does not refuse a connection that does not fit: its client retries for seconds. */
const WAITING_CONNECTIONS = 4_096

export type HttpServerOptions = {
  readonly log: Log
  /**
   * A connection on which nothing moves for so many milliseconds is cut off, also while its client does not take an answer: longer than
   * an answer may take, and than heartbeats of streams are apart. WebSockets are not meant.
   */
  readonly stalledMs: number
  /** Called when one is cut off whose client has not taken an answer. */
  readonly stalled: () => void
  /** Any where it is left out. */
  readonly isServed?: IsServed | undefined
}

/** The router's one port. */
export class HttpServer {
  readonly #server: Server
  readonly #log: Log
  readonly #isServed: IsServed
  readonly #close: () => Promise<void>
  #isClosing = false

  constructor(routes: Routes, upgrade: Upgrade, options: HttpServerOptions) {
    const { log, isServed = () => true } = options
    this.#log = log
    this.#isServed = isServed
    this.#server = createServer(
      {
        keepAliveTimeout: KEEP_ALIVE_MS,
        headersTimeout: HEADERS_MS,
        requestTimeout: WHOLE_REQUEST_MS,
        shouldUpgradeCallback: isForWebSocket,
      },
      (request, response) => {
        if (this.#isClosing) response.setHeader('connection', 'close')
        response.on('error', () => response.destroy())
        this.#dispatch(routes, request, response)
      },
    )
    this.#server.timeout = options.stalledMs
    this.#server.on('timeout', (socket) => {
      if (socket.writableLength > 0) options.stalled() // else it has its answers, and was kept for another request
      socket.destroy()
    })
    this.#close = httpClosing(this.#server)
    this.#server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy())
      if (isServed(request.headers.host)) upgrade(request, socket, head)
      else socket.end('HTTP/1.1 421 Misdirected Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    })
  }

  #dispatch(routes: Routes, request: IncomingMessage, response: ServerResponse): void {
    const failed = (err: unknown): void => {
      this.#log.error({ err, path: request.url }, 'a request was not answered')
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end()
    }
    try {
      if (!this.#isServed(request.headers.host))
        return json(response, 421, { errors: [{ message: MISDIRECTED, extensions: { code: 'BAD_REQUEST' } }] })
      dispatch(routes, request, response)?.catch(failed)
    } catch (err) {
      failed(err)
    }
  }

  /** Resolves to where it listens, as in "http://127.0.0.1:4000". Rejects where the port is taken. */
  async listen(port: number, host: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#server.once('error', reject)
    this.#server.listen({ port, host, backlog: WAITING_CONNECTIONS }, resolve)
    await promise
    this.#server.off('error', reject)
    // A connection that cannot be accepted, for want of file descriptors, is no reason to end those that are open.
    this.#server.on('error', (err) => this.#log.error({ err }, 'the port had an error'))
    const address = this.#server.address()
    const actual = typeof address === 'object' && address ? address.port : port
    return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`
  }

  /** Takes no new connection; resolves when those that are open have got their answers. */
  close(): Promise<void> {
    this.#isClosing = true
    return this.#close()
  }
}

/** Whether a request may name this host. */
export type IsServed = (host: string | undefined) => boolean

const LOCAL = ['localhost', '127.0.0.1', '[::1]']

/**
 * In development: this machine's names, the address that is listened on, and hosts of allowed origins. Any other name that leads here
 * may belong to a page which has let it point to this machine (DNS rebinding), and would have everything that development gives away.
 */
export function servedHosts(listening: string, origins: readonly string[]): IsServed {
  const named = origins.flatMap((origin) => (URL.canParse(origin) ? [new URL(origin).hostname] : []))
  const hosts = new Set([...LOCAL, listening.includes(':') ? `[${listening}]` : listening, ...named])
  const any = origins.includes('*')
  return (host) => any || (host !== undefined && hosts.has(host.toLowerCase().replace(/:\d*$/, '')))
}

export const MISDIRECTED =
  'This host is not served in development; add its origin to ALLOWED_ORIGINS, as in http://shop.test:4000.'
