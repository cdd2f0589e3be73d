import { Pool } from 'undici'
import { Http1Pool } from './http1/http1-pool.ts'
import type { HttpTransport } from './transport.ts'

/**
 * Without TLS, as subgraphs of one cluster are reached, by a client of our own, which needs less CPU (docs/decisions/http-client.md);
 * with TLS by undici, which speaks HTTP/2 too: by its lowest interface, since request() and fetch() cost several times as much.
 */
export function transportTo(origin: string, connections: number): HttpTransport {
  if (!origin.startsWith('https:')) return new Http1Pool(origin, connections)
  return overUndici(new Pool(origin, { connections, pipelining: 1 }))
}

export function overUndici(pool: Pool): HttpTransport {
  return {
    dispatch: ({ path, headers, body }, handler) =>
      void pool.dispatch(
        { path, method: 'POST', headers: [...headers], body, headersTimeout: 0, bodyTimeout: 0 },
        handler,
      ),
    close: () => pool.close(),
    destroy: () => pool.destroy(),
  }
}
