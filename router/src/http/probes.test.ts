import { bookshop } from '../testing/bookshop.ts'
import { ToyRouter } from '../testing/toy-router.ts'

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

test('metrics count operations by name and outcome, and fetches by subgraph', async () => {
  await router.ask('query Named { book(id: "1") { stars } }')
  await router.ask('{ nothing }')
  const counted = (labels: Record<string, string>) =>
    router.metric('router_requests_total', { transport: 'http', ...labels })
  expect(await counted({ operation: 'Named', kind: 'query', outcome: 'ok' })).toBe(1)
  expect(await counted({ operation: '', kind: 'none', outcome: 'GRAPHQL_VALIDATION_FAILED' })).toBe(1)
  expect(await router.metric('router_fetch_seconds_count', { subgraph: 'books', outcome: 'answered' })).toBeGreaterThan(
    0,
  )
})

test('the root leads to the playground, and other paths to nothing', async () => {
  expect(await get('/')).toMatchObject({ status: 302, location: '/graphql' })
  expect((await get('/nowhere')).status).toBe(404)
  expect((await fetch(`${router.url}/graphql`, { method: 'DELETE' })).status).toBe(405)
})
