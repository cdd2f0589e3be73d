/** What is recorded of an operation is the same however it came in. */
import { runOver } from '../../testing/client.ts'
import { feedGraph } from '../../testing/feed.ts'
import { ToyRouter } from '../../testing/toy-router.ts'
import type { ToySubgraph } from '../../testing/toy-subgraph.ts'
import { until } from '../../testing/until.ts'

const { all, names } = feedGraph()
let router: ToyRouter
beforeAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all, { LIMIT_RESPONSE_BYTES: '2000', LIMIT_BATCH: '2' })
})
afterAll(async () => {
  await router.stop()
  await Promise.all(all.map((subgraph: ToySubgraph) => subgraph.kill()))
})

const TRANSPORTS = {
  websocket: (query: string) => runOver.websocket(router.url, query),
  sse: (query: string) => runOver.sse(router.url, query),
  http: async (query: string) => [await router.request(query)],
}
const outcome = (transport: string, operation: string) => async (name: string) =>
  router.metric('router_requests_total', { transport, operation, outcome: name })

test.each(['websocket', 'sse'] as const)('over %s a stream that ends with NOT_FOUND is not ok', async (transport) => {
  await TRANSPORTS[transport](`subscription Gone { changed(id: "nobody") { n } }`)
  await until(async () => (await outcome(transport, 'Gone')('errors')) === 1)
  expect(await outcome(transport, 'Gone')('ok')).toBe(0)
})

test.each(['websocket', 'sse', 'http'] as const)(
  'over %s an answer with a denied field is no ok',
  async (transport) => {
    names.override = (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"data":{"hello":null},"errors":[{"message":"no","extensions":{"code":"FORBIDDEN"}}]}')
    await TRANSPORTS[transport]('query Denied { hello }')
    names.override = undefined
    await until(async () => (await outcome(transport, 'Denied')('errors')) === 1)
  },
)

test.each(['websocket', 'sse', 'http'] as const)(
  'over %s a subgraph that is away makes it failed',
  async (transport) => {
    names.override = (_request, response) => response.destroy()
    await TRANSPORTS[transport]('query Away { hello }')
    names.override = undefined
    await until(async () => (await outcome(transport, 'Away')('failed')) === 1)
  },
)

test.each(['websocket', 'sse', 'http'] as const)(
  'over %s an answer that is too long is replaced by an error',
  async (transport) => {
    names.override = (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"data":{"hello":"${'x'.repeat(3000)}"}}`)
    const results = await TRANSPORTS[transport]('query Long { hello }')
    names.override = undefined
    expect(JSON.stringify(results)).toContain('"limit":"responseBytes"')
    await until(async () => (await outcome(transport, 'Long')('LIMIT_EXCEEDED')) === 1)
  },
)

test('a list that is refused is refused element by element', async () => {
  const post = async (body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${router.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) })
    return response.json()
  }
  const refused = { errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'batch' } }] }
  expect(await post(Array.from({ length: 3 }, () => ({ query: '{ hello }' })))).toMatchObject([
    refused,
    refused,
    refused,
  ])
  expect(await post([{ query: '{ hello }' }, { query: '{ nothing }' }])).toMatchObject([
    { data: { hello: 'hello' } },
    { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
  ])
})
