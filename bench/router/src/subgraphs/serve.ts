/** All subgraphs in one process; says `ready` when they listen. */

import { createServer } from 'node:http'
import { answer } from './answer.ts'
import { ports } from './schemas.ts'

const listening = Object.values(ports).map(
  (port) =>
    new Promise<void>((resolve) => {
      const server = createServer((request, response) => {
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', () => {
          const body = Buffer.from(answer(Buffer.concat(chunks).toString()))
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
          response.end(body)
        })
      })
      server.keepAliveTimeout = 60_000
      server.listen(port, '127.0.0.1', resolve)
    }),
)
await Promise.all(listening)
console.log('ready')
