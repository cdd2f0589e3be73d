import { Registry } from 'prom-client'
import { bookshop } from '../../testing/bookshop.ts'
import { ToyRouter } from '../../testing/toy-router.ts'
import { metricsObserver } from './metrics.ts'

const { stars, all } = bookshop()

beforeAll(() => Promise.all(all.map((subgraph) => subgraph.start())))
afterAll(() => Promise.all(all.map((subgraph) => subgraph.kill())))

test("an operation counts for each field of its root, and as failed where that is not the client's fault", async () => {
  await using router = await ToyRouter.start(all)
  const fields = (field: string, outcome: string) =>
    router.metric('router_root_fields_total', { kind: 'query', field, outcome })
  await router.request('query Both { best { stars } books { title } again: best { title } }')
  expect([await fields('best', 'ok'), await fields('books', 'ok')]).toEqual([1, 1])

  await stars.kill()
  await router.request('query Away { best { stars } }')
  expect(await fields('best', 'failed')).toBe(1)
  expect(await router.metric('router_requests_total', { operation: 'Away', outcome: 'failed' })).toBe(1)

  await router.request('{ nothing }')
  expect(await router.metric('router_requests_total', { outcome: 'GRAPHQL_VALIDATION_FAILED' })).toBe(1)
  expect(await fields('nothing', 'GRAPHQL_VALIDATION_FAILED')).toBe(0)
})

test('how near the router is to its limit is shown', async () => {
  await using router = await ToyRouter.start(all, { LIMIT_CONCURRENT: '7' })
  expect(await router.metric('router_requests_in_flight', {})).toBe(0)
  expect(await router.metric('router_requests_in_flight_limit', {})).toBe(7)
})

test('names leave by use, and what they counted goes on under "other"', async () => {
  const registry = new Registry()
  const { request } = metricsObserver(registry)
  const send = (name: string) =>
    request({ id: '', transport: 'http', kind: 'query', operation: name, hash: name, outcome: 'ok', ms: 1 })
  for (let n = 0; n < 1_000; n++) {
    send('kept')
    send(`name${n}`)
  }
  const series = (await registry.getSingleMetricAsString('router_requests_total')).split('\n').slice(2)
  expect(series.length).toBeLessThanOrEqual(201)
  expect(series.find((line) => line.includes('"kept"'))).toMatch(/ 1000$/)
  expect(series.some((line) => line.includes('"name999"'))).toBe(true)
  expect(series.find((line) => line.includes('"other"'))).toMatch(/ 801$/)
})
