import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Registry } from 'prom-client'
import { serviceUnavailable } from '@shop/platform/errors.ts'
import type { Health } from '@shop/platform/health.ts'
import { httpClosing } from '@shop/platform/http-closing.ts'
import type { Log } from '@shop/platform/log.ts'
import { isForWebSocket, originForm } from '@shop/platform/upgrades.ts'

export const GRAPHQL_PATH = '/graphql'

/** What answers at /graphql. */
export type GraphqlEndpoint = {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/**
 * The one port of a service: /health/live, /health/ready and /metrics from the first moment, /graphql from `serve` on
 * (503 until then), so that a service that still waits for its dependencies is seen to wait.
 */
export class SubgraphHttpServer {
  readonly #server: Server
  readonly #health: Health
  readonly #metrics: Registry
  readonly #log: Log
  #endpoint: GraphqlEndpoint | undefined
  readonly #close: () => Promise<void>
  #draining = false

  constructor(options: { readonly health: Health; readonly metrics: Registry; readonly log: Log }) {
    this.#health = options.health
    this.#metrics = options.metrics
    this.#log = options.log
    this.#server = createServer({
      keepAliveTimeout: 65_000,
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      shouldUpgradeCallback: isForWebSocket,
    })
    this.#close = httpClosing(this.#server)
    this.#server.on('request', (request, response) => {
      response.on('error', () => response.destroy())
      this.#answer(request, response).catch((err: unknown) => {
        this.#log.error({ err, path: request.url }, 'a request was not answered')
        if (response.headersSent) response.destroy()
        else response.writeHead(500).end()
      })
    })
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
  }

  /** Rejects where the port is taken. Resolves to its URL, with the real port where the setting was 0. */
  async listen(port: number, host: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#server.once('error', reject)
    this.#server.listen(port, host, resolve)
    await promise
    this.#server.off('error', reject)
    // A connection that cannot be accepted, for want of file descriptors, is no reason to end those that are open.
    this.#server.on('error', (err) => this.#log.error({ err }, 'the port had an error'))
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new TypeError('it listens on no port')
    return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`
  }

  serve(endpoint: GraphqlEndpoint): void {
    this.#endpoint = endpoint
  }

  /** Takes no new connection, and closes each of the others after the answer that it waits for. Resolves when none is left. */
  async close(): Promise<void> {
    if (this.#draining || !this.#server.listening) return
    this.#draining = true
    this.#health.drain()
    await this.#close()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#draining) response.setHeader('connection', 'close')
    const path = pathOf(request)
    if (path === GRAPHQL_PATH) {
      if (this.#endpoint) return this.#endpoint.handle(request, response)
      const errors = [serviceUnavailable('The service is starting; try again.').toJSON()]
      return json(response, 503, { errors }, { 'retry-after': '1' })
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return json(response, 404, { status: 'not found' })
    if (path === '/health/live') return json(response, 200, { status: 'alive' })
    if (path === '/health/ready') {
      const { ready, parts } = await this.#health.ready()
      return json(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', parts })
    }
    if (path === '/metrics') return text(response, this.#metrics.contentType, await this.#metrics.metrics())
    json(response, 404, { status: 'not found' })
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    if (this.#endpoint && !this.#draining && pathOf(request) === GRAPHQL_PATH)
      this.#endpoint.upgrade(request, socket, head)
    else
      socket.end(
        `HTTP/1.1 ${this.#endpoint ? '404 Not Found' : '503 Service Unavailable'}\r\nconnection: close\r\n\r\n`,
      )
  }
}

export function json(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(JSON.stringify(body))
}

function text(response: ServerResponse, contentType: string, body: string): void {
  response.writeHead(200, { 'content-type': contentType })
  response.end(body)
}

function pathOf(request: IncomingMessage): string {
  const url = originForm(request.url)
  const query = url.indexOf('?')
  return query < 0 ? url : url.slice(0, query)
}
