import { request } from 'node:http'
import { WebSocket } from 'ws'
import { bookshop } from '../../testing/bookshop.ts'
import { ToyRouter } from '../../testing/toy-router.ts'
import { servedHosts } from './server.ts'

test.each([
  ['localhost:4000', true],
  ['LOCALHOST', true],
  ['127.0.0.1:4000', true],
  ['[::1]:4000', true],
  ['10.0.0.7:4000', true],
  ['shop.test', true],
  ['shop.test.evil.example', false],
  ['rebound.example:4000', false],
  [undefined, false],
])('in development the host %s is served: %s', (host, served) => {
  expect(servedHosts('10.0.0.7', ['http://shop.test:3000'])(host)).toBe(served)
})

test('a page whose name was made to point to this machine gets nothing, over HTTP and WebSocket', async () => {
  const { all } = bookshop()
  await Promise.all(all.map((subgraph) => subgraph.start()))
  await using router = await ToyRouter.start(all)
  const headers = { host: 'rebound.example:4000' }
  const status = await new Promise((resolve) =>
    request(`${router.url}/graphql`, { headers }, (response) => resolve(response.resume().statusCode)).end(),
  )
  const socket = new WebSocket(router.url.replace('http', 'ws') + '/graphql', 'graphql-transport-ws', { headers })
  const refused = await new Promise((resolve) => socket.on('error', (error) => resolve(error.message)))
  expect([status, refused]).toEqual([421, 'Unexpected server response: 421'])
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})
