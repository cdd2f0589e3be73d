/** What an operation costs counts against its user and address, by whatever transport it comes. */
import { bookshop } from '../../testing/bookshop.ts'
import { eventStreamClient, listen, socketClient } from '../../testing/client.ts'
import { ToyRouter, token } from '../../testing/toy-router.ts'
import { until } from '../../testing/until.ts'

const { all } = bookshop()
beforeAll(() => Promise.all(all.map((subgraph) => subgraph.start())))
afterAll(() => Promise.all(all.map((subgraph) => subgraph.kill())))

/** Each costs what is allowed in the whole time of the limit. */
const QUERY = '{ books { title } }'
const AT_ONCE = 6

async function authorization(): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await token('ann', [])}` }
}

const sentOver = {
  websocket: async ({ url }: ToyRouter) => {
    const { client } = socketClient(url, await authorization())
    const heard = Array.from({ length: AT_ONCE }, () => listen(client, QUERY))
    await until(() => heard.every(({ ended }) => ended !== undefined))
    await client.dispose()
    return heard
  },
  sse: async ({ url }: ToyRouter) => {
    const client = eventStreamClient(url, await authorization())
    const heard = Array.from({ length: AT_ONCE }, () => listen(client, QUERY))
    await until(() => heard.every(({ ended }) => ended !== undefined))
    client.dispose()
    return heard
  },
}

test.each(['websocket', 'sse'] as const)(
  'over %s a user who requests more than RATE_COST allows is refused',
  async (transport) => {
    await using router = await ToyRouter.start(all, { RATE_COST: '1', TRUSTED_PROXIES: '1' })
    const heard = await sentOver[transport](router)
    const answered = heard.filter(({ results }) => /"title 1"/.test(JSON.stringify(results))).length
    const refused = () => router.metric('router_limit_exceeded_total', { limit: 'userCost' })
    await until(async () => (await refused()) + answered === AT_ONCE)
    expect(answered).toBeGreaterThan(0)
    expect(answered).toBeLessThan(AT_ONCE)
  },
  120_000,
)

test('a name of an operation is cut to 64 characters wherever it is reported', async () => {
  await using router = await ToyRouter.start(all, { QUERY_PLAN: 'off' })
  const name = 'N'.repeat(200)
  await router.request(`query ${name} { books { title } }`)
  const series = await (await fetch(`${router.url}/metrics`)).text()
  expect(series).toContain(`operation="${'N'.repeat(64)}"`)
  expect(series).not.toContain('N'.repeat(65))
}, 120_000)
