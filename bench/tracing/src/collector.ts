/** A collector that counts what it is sent, and keeps none of it. */
import { once } from 'node:events'
import { createServer } from 'node:http'

export type Collector = {
  readonly url: string
  /** Exports that were taken. */
  readonly exports: () => number
  readonly stop: () => void
}

export async function startCollector(): Promise<Collector> {
  let taken = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      taken++
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const stop = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}`, exports: () => taken, stop }
}
