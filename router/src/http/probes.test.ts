import { createHash } from 'node:crypto'
import { Health } from '@shop/platform/health.ts'
import { createLog } from '@shop/platform/log.ts'
import { readyRoute } from './probes.ts'
import { HttpServer } from './server.ts'
import { bookshop } from '../../testing/bookshop.ts'
import { ToyRouter } from '../../testing/toy-router.ts'

const { stars, all } = bookshop()
let router: ToyRouter

beforeAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all)
})
afterAll(async () => {
  await router.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

async function get(path: string) {
  const response = await fetch(router.url + path, { redirect: 'manual' })
  return { status: response.status, location: response.headers.get('location'), text: await response.text() }
}

test('it is alive as long as it answers', async () => {
  expect(await get('/health/live')).toMatchObject({ status: 200, text: '{"status":"alive"}' })
})

test('it is ready with a supergraph; a subgraph that is away is named, and does not take the router away', async () => {
  const parts = { supergraph: 'up', books: 'up', stars: 'up' }
  expect(JSON.parse((await get('/health/ready')).text)).toEqual({ status: 'ready', parts })
  await stars.kill()
  const { status, text } = await get('/health/ready')
  expect([status, JSON.parse(text)]).toEqual([200, { status: 'degraded', parts: { ...parts, stars: 'down' } }])
  await stars.start()
})

test('it is not ready before its first supergraph, nor while it stops', async () => {
  const health = new Health()
  health.expect('supergraph')
  const stopping = new AbortController()
  const routes = new Map([['/health/ready', { GET: readyRoute(health, stopping.signal) }]])
  const server = new HttpServer(routes, (_request, socket) => socket.destroy(), {
    log: createLog({ name: 'test', level: 'silent', pretty: false }),
    stalledMs: 10_000,
    stalled: () => undefined,
  })
  const url = await server.listen(0, '127.0.0.1')
  const status = async () => {
    const response = await fetch(`${url}/health/ready`)
    return [response.status, Object(await response.json()).status]
  }
  expect(await status()).toEqual([503, 'not ready'])
  health.watch('supergraph', () => Promise.resolve())
  expect(await status()).toEqual([200, 'ready'])
  stopping.abort()
  expect((await status())[0]).toBe(503)
  await server.close()
})

test('plans, documents and limits are counted, and operations by the hash of their document', async () => {
  const query = 'query Hashed { book(id: "2") { stars } }'
  const hash = createHash('sha256').update(query).digest('hex').slice(0, 12)
  await router.request(query)
  await router.request('{ unknown }')
  await router.request('{ unknown }')
  await router.request(`{ ${'a: books { id } '.repeat(101)} }`)
  expect(await router.metric('router_requests_total', { operation: 'Hashed', hash, outcome: 'ok' })).toBe(1)
  expect(await router.metric('router_plan_seconds_count', { outcome: 'planned' })).toBeGreaterThan(0)
  expect(await router.metric('router_documents_total', { outcome: 'refused again' })).toBe(1)
  expect(await router.metric('router_limit_exceeded_total', { limit: 'aliases' })).toBe(1)
})

test('a plan is counted when it is made, also those that wait for the values of conditions', async () => {
  const plans = async () => (await router.metric('router_plan_seconds_count', { outcome: 'planned' })) ?? 0
  const query = 'query Counted($with: Boolean!) { book(id: "2") { id stars @include(if: $with) } }'
  const counts = [await plans()]
  for (const value of [true, false, true]) {
    await router.request(query, { variables: { with: value } })
    counts.push(await plans())
  }
  expect(counts.map((count) => count - (counts[0] ?? 0))).toEqual([0, 1, 2, 2])
})

test('answers are counted by how they were made', async () => {
  const made = (how: string) => router.metric('router_answers_total', { made: how })
  const [values, spliced] = [(await made('values')) ?? 0, (await made('spliced')) ?? 0]
  for (let time = 0; time < 3; time++) await router.request('query Again { book(id: "3") { title stars } }')
  expect([await made('values'), await made('spliced')]).toEqual([values + 1, spliced + 2])
})

test('in development the answer has its plan, in production it has not', async () => {
  const send = async (url: string, query: string) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
    await response.text()
    return response.headers.get('x-query-plan')
  }
  expect(await send(router.url, '{ books { stars } }')).toMatch(
    /^Sequence \{ Fetch\(books\) .* \| Fetch\(stars at books\.@\) .*\}$/,
  )
  expect(await send(router.url, 'query($no: Boolean = true) { best { stars @skip(if: $no) id } }')).toMatch(
    /^Fetch\(stars\)/,
  )
  await using production = await ToyRouter.start(all, { NODE_ENV: 'production' })
  expect(await send(production.url, '{ books { stars } }')).toBeNull()
})

test('in production /metrics is not where data is requested', async () => {
  expect((await fetch(`${router.url}/metrics`)).status).toBe(200)
  await using production = await ToyRouter.start(all, { NODE_ENV: 'production' })
  expect((await fetch(`${production.url}/metrics`)).status).toBe(404)
})

test('metrics count operations by name and outcome, and fetches by subgraph', async () => {
  const counted = (labels: Record<string, string>) =>
    router.metric('router_requests_total', { transport: 'http', ...labels })
  const refused = { operation: '', kind: 'none', outcome: 'GRAPHQL_VALIDATION_FAILED' }
  const before = await counted(refused)
  await router.request('query Named { book(id: "1") { stars } }')
  await router.request('{ nothing }')
  expect(await counted({ operation: 'Named', kind: 'query', outcome: 'ok' })).toBe(1)
  expect((await counted(refused)) - before).toBe(1)
  expect(await router.metric('router_fetch_seconds_count', { subgraph: 'books', outcome: 'answered' })).toBeGreaterThan(
    0,
  )
})

test('the root leads to the playground, and other paths to nothing', async () => {
  expect(await get('/')).toMatchObject({ status: 302, location: '/graphql' })
  expect((await get('/nowhere')).status).toBe(404)
  expect((await fetch(`${router.url}/graphql`, { method: 'DELETE' })).status).toBe(405)
})
