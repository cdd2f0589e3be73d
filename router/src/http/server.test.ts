import { once } from 'node:events'
import { connect } from 'node:net'
import { createLog } from '@shop/platform/log.ts'
import { HttpServer } from './server.ts'

const log = createLog({ name: 'test', level: 'silent', pretty: false })
const ignore = () => undefined

test('a client that does not take its answer is cut off, and what waits for it is not kept', async () => {
  const { promise: gone, resolve } = Promise.withResolvers<boolean>()
  let stalled = 0
  const answer = Buffer.alloc(64 * 2 ** 20)
  const server = new HttpServer(
    new Map([
      [
        '/',
        {
          GET: (_request, response) => void response.on('close', () => resolve(response.writableFinished)).end(answer),
        },
      ],
    ]),
    ignore,
    { log, stalledMs: 200, stalled: () => void stalled++ },
  )
  const { port } = new URL(await server.listen(0, '127.0.0.1'))
  const client = connect(Number(port), '127.0.0.1')
  client.on('error', ignore)
  client.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n')
  await once(client, 'readable') // and reads nothing
  expect(await gone).toBe(false)
  expect(stalled).toBe(1)
  client.destroy()
  await server.close()
})

test('a connection that is kept for another request, and has its answers, is none that stalls', async () => {
  let stalled = 0
  const server = new HttpServer(
    new Map([['/', { GET: (_request, response) => void response.end('all of it') }]]),
    ignore,
    { log, stalledMs: 100, stalled: () => void stalled++ },
  )
  const { port } = new URL(await server.listen(0, '127.0.0.1'))
  const client = connect(Number(port), '127.0.0.1').resume()
  client.write('GET / HTTP/1.1\r\nhost: here\r\nconnection: keep-alive\r\n') // and not the rest of its head
  await once(client, 'close')
  expect(stalled).toBe(0)
  await server.close()
})
