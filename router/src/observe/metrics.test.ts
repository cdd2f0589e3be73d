import { bookshop } from '../testing/bookshop.ts'
import { ToyRouter } from '../testing/toy-router.ts'

const { stars, all } = bookshop()

beforeAll(() => Promise.all(all.map((subgraph) => subgraph.start())))
afterAll(() => Promise.all(all.map((subgraph) => subgraph.kill())))

test("an operation counts for each field of its root, and as failed where that is not the client's fault", async () => {
  await using router = await ToyRouter.start(all)
  const fields = (field: string, outcome: string) =>
    router.metric('router_root_fields_total', { kind: 'query', field, outcome })
  await router.ask('query Both { best { stars } books { title } again: best { title } }')
  expect([await fields('best', 'ok'), await fields('books', 'ok')]).toEqual([1, 1])

  await stars.kill()
  await router.ask('query Away { best { stars } }')
  expect(await fields('best', 'failed')).toBe(1)
  expect(await router.metric('router_requests_total', { operation: 'Away', outcome: 'failed' })).toBe(1)

  await router.ask('{ nothing }')
  expect(await router.metric('router_requests_total', { outcome: 'GRAPHQL_VALIDATION_FAILED' })).toBe(1)
  expect(await fields('nothing', 'GRAPHQL_VALIDATION_FAILED')).toBe(0)
})

test('how near the router is to its limit is shown', async () => {
  await using router = await ToyRouter.start(all, { LIMIT_CONCURRENT: '7' })
  expect(await router.metric('router_requests_in_flight', {})).toBe(0)
  expect(await router.metric('router_requests_in_flight_limit', {})).toBe(7)
})
