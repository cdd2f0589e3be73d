/** Reading and planning are shared fairly among users and addresses. */
import { ToyRouter, token } from '../../testing/toy-router.ts'
import { LINK, ToySubgraph } from '../../testing/toy-subgraph.ts'
import { until } from '../../testing/until.ts'

/** Each of them could resolve every field: ways to plan are many, reading and answering take no time. */
const all = ['x', 'y', 'z'].map(
  (name) =>
    new ToySubgraph(
      name,
      `${LINK} type Query { t: T @shareable } type T @key(fields: "id") { id: ID! t: T @shareable a: Int @shareable b: Int @shareable }`,
    ),
)
let router: ToyRouter
beforeAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all, { TRUSTED_PROXIES: '1', RATE_PER_ADDRESS: '0', RATE_PER_USER: '0' })
})
afterAll(async () => {
  await router.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

/** A new operation that takes a while to plan. */
const text = (name: string) =>
  `query ${name} { t { ${[1, 2, 3, 4, 5, 6].map((n) => `t${n}: t { t { t { a b } } }`).join(' ')} } }`
const FLOOD = 150

type Credentials = { readonly address: string; readonly user?: string }

async function headers({ address, user }: Credentials) {
  return {
    'x-forwarded-for': address,
    ...(user !== undefined && { authorization: `Bearer ${await token(user, [])}` }),
  }
}

test.each<[string, Credentials, Credentials]>([
  ['address', { address: '203.0.113.1' }, { address: '203.0.113.2' }],
  ['user', { address: '203.0.113.3', user: 'many' }, { address: '203.0.113.3', user: 'one' }],
])(
  'one %s requests many new operations at once, and another waits for few of them',
  async (what, many, one) => {
    let answered = 0
    const flooded = await headers(many)
    const flood = Array.from({ length: FLOOD }, async (_, n) => {
      const answer = await router.request(text(`Flood${what}${n}`), { headers: flooded })
      if (!answer.errors) answered++
      return answer
    })
    await until(() => answered > 3)
    const before = answered
    const { errors, data } = await router.request(text(`Mine${what}`), { headers: await headers(one) })
    const meanwhile = answered - before
    expect({ errors, data }).toEqual({ data: { t: null } })
    await Promise.all(flood)
    expect(answered - before).toBeGreaterThan(80)
    expect(meanwhile).toBeLessThan(30)
  },
  60_000,
)
