/** Refuses every request without work: what the senders alone do to the pages, without our router. Prints where it listens. */

import { createServer } from 'node:http'

const PORT = 23_962

const body = JSON.stringify({ errors: [{ message: 'No.' }] })
const server = createServer((_request, response) => {
  response.writeHead(400, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
})
server.keepAliveTimeout = 60_000
server.listen(PORT, '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/graphql`))
