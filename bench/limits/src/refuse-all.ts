/** Refuses whatever comes, and has no work with it: what those who send it do to the pages where our router has no part. Says where it listens. */

import { createServer } from 'node:http'

const PORT = 23_962

const body = JSON.stringify({ errors: [{ message: 'No.' }] })
const server = createServer((_request, response) => {
  response.writeHead(400, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
})
server.keepAliveTimeout = 60_000
server.listen(PORT, '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/graphql`))
