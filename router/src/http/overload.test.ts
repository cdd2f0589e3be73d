import { once } from 'node:events'
import { request, type IncomingMessage, type ServerResponse } from 'node:http'
import { bookshop } from '../../testing/bookshop.ts'
import { ToyRouter } from '../../testing/toy-router.ts'

const { books, all } = bookshop()

test('with as many requests under way as it takes, the router refuses more without reading it, and says when to come back', async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  const router = await ToyRouter.start(all, { LIMIT_CONCURRENT: '1' })
  const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>()
  books.override = (_request, response) => hold(response)
  const first = router.request('{ books { title } }')
  const response = await held

  const refused = await fetch(`${router.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ books { title } }' }),
  })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await refused.json()).toEqual({
    errors: [{ message: expect.any(String), extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 } }],
  })

  const unread = request(`${router.url}/graphql`, {
    signal: AbortSignal.timeout(3_000),
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': 100 },
  })
  unread.write('{"query":')
  const [early]: IncomingMessage[] = await once(unread, 'response')
  expect(early?.statusCode).toBe(503)
  unread.destroy()

  books.override = undefined
  const closed = once(response, 'close')
  response.end('{"data":{"books":[]}}')
  expect(await first).toEqual({ data: { books: [] } })
  await closed
  expect(await router.request('{ books { __typename } }')).toMatchObject({ data: { books: [{}, {}] } })
  await router.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})
