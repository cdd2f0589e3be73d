/** How streams that fail end, for the client and in what is recorded of them. */
import { runOver } from '../../testing/client.ts'
import { ToyRouter } from '../../testing/toy-router.ts'
import { LINK, ToySubgraph } from '../../testing/toy-subgraph.ts'
import { until } from '../../testing/until.ts'

const texts = new ToySubgraph(
  'texts',
  `${LINK} type Query { unused: String } type Subscription { text(bytes: Int!): String }`,
  {
    Subscription: {
      text: {
        async *subscribe(_: unknown, { bytes }: { bytes: number }) {
          yield { text: 'x'.repeat(bytes) }
        },
      },
    },
  },
)
let router: ToyRouter

beforeAll(async () => {
  await texts.start()
  router = await ToyRouter.start([texts], { UPSTREAM_MAX_BYTES: '100000', UPSTREAM_TIMEOUT_MS: '500' })
})
afterAll(async () => {
  await router.stop()
  await texts.kill()
})

const TEXT = (bytes: number, name = 'Text') => `subscription ${name} { text(bytes: ${bytes}) }`
const outcome = (transport: string, operation: string) => (name: string) =>
  router.metric('router_requests_total', { transport, operation, outcome: name })

test.each(['websocket', 'sse'] as const)(
  'over %s an event over UPSTREAM_MAX_BYTES is not taken and the stream has failed; one within it is delivered',
  async (transport) => {
    expect(await runOver[transport](router.url, TEXT(90_000, 'Small'))).toEqual([
      { data: { text: 'x'.repeat(90_000) } },
    ])
    expect(await runOver[transport](router.url, TEXT(110_000, 'Large'))).toMatchObject([
      { errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE', service: 'texts' } }] },
    ])
    await until(async () => (await outcome(transport, 'Large')('failed')) === 1)
    expect(await outcome(transport, 'Small')('ok')).toBe(1)
  },
  60_000,
)
