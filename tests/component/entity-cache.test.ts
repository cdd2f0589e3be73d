/** The router's cache of entities, over a real NATS that delivers evictions, goes away and comes back. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect } from '@nats-io/transport-node'
import { natsEngine } from '@shop/dev/engines/nats.ts'
import { silent } from '@shop/dev/progress.ts'
import { Supervisor } from '@shop/dev/supervisor/supervisor.ts'
import { until } from '@shop/dev/testing/until.ts'
import { ToyRouter, token } from '@shop/router/testing/toy-router.ts'
import { ToySubgraph } from '@shop/router/testing/toy-subgraph.ts'

const FEDERATION = 'https://specs.apollo.dev/federation/v2.9'
let stock = 1
const items = new ToySubgraph(
  'items',
  `extend schema
    @link(url: "${FEDERATION}", import: ["@key", "@composeDirective"])
    @link(url: "https://specs.apollo.dev/cacheControl/v0.1", import: ["@cacheControl"])
    @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int, scope: CacheControlScope) on OBJECT | FIELD_DEFINITION
  enum CacheControlScope { PUBLIC PRIVATE }
  type Item @key(fields: "id") @cacheControl(scope: PUBLIC) { id: ID! stock: Int }`,
  { Item: { __resolveReference: ({ id }: { id: string }) => ({ id, stock }) } },
)
const carts = new ToySubgraph(
  'carts',
  `extend schema @link(url: "${FEDERATION}", import: ["@key"])
  type Query { cart: [Item!]! }
  type Item @key(fields: "id") { id: ID! }`,
  { Query: { cart: () => [{ id: '1' }, { id: '2' }] } },
)

let folder: string
let nats: Supervisor
let natsUrl: string
let router: ToyRouter

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'entity-cache-'))
  const engine = await natsEngine({ given: undefined, dataDir: folder, step: silent })
  natsUrl = engine.url
  nats = new Supervisor(engine.processes, { line: () => {}, news: () => {}, started: () => Promise.resolve() })
  await nats.start()
  await Promise.all([items.start(), carts.start()])
  router = await ToyRouter.start([items, carts], {
    ENTITY_CACHE_BYTES: '1000000',
    ENTITY_EVICTIONS: 'Item.id=things.item.*.{key}',
    EVICTIONS_NATS_URL: natsUrl,
  })
  await isOpen(true)
})
afterAll(async () => {
  await router.stop()
  await Promise.all([items.kill(), carts.kill()])
  await nats.stop()
  await rm(folder, { recursive: true, force: true })
})

const isOpen = (open: boolean) =>
  until(`the cache is ${open ? 'open' : 'closed'}`, () => router.services.cache?.isOpen === open)
const stocks = async (options: { token?: string } = {}) => {
  const { data } = await router.request('{ cart { stock } }', options)
  return JSON.stringify(data?.['cart'])
}

test('items are fetched once for all callers, until one is evicted', async () => {
  expect(await stocks({ token: await token('ann', []) })).toBe('[{"stock":1},{"stock":1}]')
  expect(items.received.at(-1)?.headers.authorization).toBeUndefined()
  const before = items.received.length
  expect(await stocks({ token: await token('bob', []) })).toBe('[{"stock":1},{"stock":1}]')
  expect(items.received.length).toBe(before)
  stock = 2
  const connection = await connect({ servers: natsUrl })
  connection.publish('things.item.Changed.2', '{}')
  await connection.drain()
  await until('the second item is fetched again', async () => (await stocks()) === '[{"stock":1},{"stock":2}]')
  expect(await router.metric('router_entities_total', { outcome: 'hit' })).toBeGreaterThan(0)
})

test('while NATS is away nothing is kept, and again from when it is back', async () => {
  await stocks()
  await nats.process('nats').stop()
  await isOpen(false)
  stock = 3
  expect(await stocks()).toBe('[{"stock":3},{"stock":3}]')
  stock = 4
  expect(await stocks()).toBe('[{"stock":4},{"stock":4}]')
  await nats.process('nats').start()
  await isOpen(true)
  await stocks()
  const before = items.received.length
  expect([await stocks(), items.received.length]).toEqual(['[{"stock":4},{"stock":4}]', before])
})

test('while NATS does not answer nothing is kept either', async () => {
  nats.process('nats').kill('SIGSTOP')
  try {
    await isOpen(false)
  } finally {
    nats.process('nats').kill('SIGCONT')
  }
  await isOpen(true)
})
