import type { Pool } from 'undici'
import { Http1Pool } from './http1/http1-pool.ts'
import type { HttpTransport, ResponseHandler, TransportRequest } from './transport.ts'

/**
 * Without TLS, as subgraphs of one cluster are reached, by a client of our own, which needs less CPU (docs/decisions/http-client.md);
 * with TLS by undici, which speaks HTTP/2 too: by its lowest interface, since request() and fetch() cost several times as much.
 */
export function transportTo(origin: string, connections: number): HttpTransport {
  if (!origin.startsWith('https:')) return new Http1Pool(origin, connections)
  return new LoadedTransport(
    import('undici').then((undici) => overUndici(new undici.Pool(origin, { connections, pipelining: 1 }))),
  )
}

/** A transport over a pool of undici: for https, and for tests that compare the two clients. */
export function overUndici(pool: Pool): HttpTransport {
  return {
    dispatch: ({ path, headers, body }, handler) =>
      void pool.dispatch(
        { path, method: 'POST', headers: [...headers.fields], body, headersTimeout: 0, bodyTimeout: 0 },
        handler,
      ),
    close: () => pool.close(),
    destroy: () => pool.destroy(),
  }
}

/** One whose code is loaded where it is needed: undici's takes several megabytes. */
class LoadedTransport implements HttpTransport {
  readonly #loading: Promise<HttpTransport>
  #loaded: HttpTransport | undefined

  constructor(loading: Promise<HttpTransport>) {
    this.#loading = loading.then((transport) => (this.#loaded = transport))
  }

  dispatch(request: TransportRequest, handler: ResponseHandler): void {
    if (this.#loaded) return this.#loaded.dispatch(request, handler)
    this.#loading
      .then((transport) => transport.dispatch(request, handler))
      .catch((error: Error) => handler.onResponseError(undefined, error))
  }

  async close(): Promise<void> {
    await (await this.#loading).close()
  }

  async destroy(): Promise<void> {
    await (await this.#loading).destroy()
  }
}
