import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { UpstreamOutcome } from '../executor.ts'
import { UpstreamHeaders } from './upstream-headers.ts'
import { HttpUpstreams } from './http.ts'

const held: ServerResponse[] = []
const server = createServer((_request, response) => {
  held.push(response)
  server.emit('held')
})
let url = ''

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (typeof address === 'object' && address) url = `http://127.0.0.1:${address.port}/graphql`
})
afterAll(() => server.close())

test('while fetches take too long and no connection is free, more are refused at once; then they are taken again', async () => {
  const upstreams = new HttpUpstreams({
    timeoutMs: 5_000,
    maxBytes: 1_000,
    connections: 1,
    maxWaiting: 100,
    queueMs: 0,
  })
  upstreams.locate(new Map([['stars', url]]))
  const fetchOnce = (): Promise<UpstreamOutcome> => {
    const context = {
      headers: new UpstreamHeaders(['content-type', 'application/json']),
      deadline: performance.now() + 5_000,
    }
    return new Promise((resolve) =>
      upstreams.send({ service: 'stars', body: '{}', idempotent: true }, context, resolve),
    )
  }
  const answerOne = async () => {
    if (held.length === 0) await once(server, 'held')
    held.shift()?.end('{"data":null}')
  }

  const first = fetchOnce()
  const second = fetchOnce() // nothing has taken long yet
  await answerOne()
  expect(await first).toMatchObject({ ok: true })
  expect(await fetchOnce()).toEqual({ ok: false, reason: 'overloaded' })
  await answerOne()
  expect(await second).toMatchObject({ ok: true })
  const third = fetchOnce()
  await answerOne()
  expect(await third).toMatchObject({ ok: true })
  await upstreams.close()
})
