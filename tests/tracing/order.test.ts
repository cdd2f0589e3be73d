import type { CollectedSpan } from '@shop/platform/testing/span-collector.ts'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { TracedShop } from './traced-shop.ts'

let spans: readonly CollectedSpan[]
let order: readonly CollectedSpan[]

beforeAll(async () => {
  const shop = await TracedShop.start()
  try {
    await shop.orderPrepared()
  } finally {
    spans = await shop.stop()
  }
  const { traceId } = spans.find(({ name }) => name === 'mutation PlaceOrder') ?? {}
  order = spans.filter((span) => span.traceId === traceId)
}, 180_000)

const services = ['delivery', 'inventory', 'mypage', 'operations', 'order', 'pay', 'router']
const of = (span: CollectedSpan) => `${String(span.resource['service.name'])}: ${span.name}`

test('an order is one tree, from the router over NATS to the last page: every parent is exported', () => {
  const known = new Set(order.map(({ spanId }) => spanId))
  const orphans = order.filter(({ parentSpanId = '' }) => !known.has(parentSpanId))
  expect(orphans.map(of)).toEqual(['router: mutation PlaceOrder'])
  expect([...new Set(order.map(({ resource }) => String(resource['service.name'])))].toSorted()).toEqual(services)
})

test('every step is a span: HTTP in and out, command, write, log, publication, delivery, projection', () => {
  const names = order.map(of)
  for (const name of [
    'router: fetch order',
    'order: POST /graphql',
    'order: PlaceOrder',
    'order: bulkWrite orders',
    'order: insertMany order_events',
    'order: publish events.order.OrderPlaced',
    'inventory: process events.order.OrderPlaced',
    'inventory: ReserveStock',
    'inventory: publish events.product.StockReserved',
    'pay: process events.product.StockReserved',
    'delivery: publish events.delivery.DeliveryPrepared',
    'order: process events.delivery.DeliveryPrepared',
    'mypage: process events.delivery.DeliveryPrepared',
    'mypage: project',
  ])
    expect(names).toContain(name)
})

test('the tree in docs/tracing.md goes through every service too', () => {
  const [, tree = ''] =
    /```text\n([^]*?)```/.exec(readFileSync(path.join(projectRoot, 'docs/tracing.md'), 'utf8')) ?? []
  const rows = tree.split('\n').map((line) => line.trim().split(/\s{2,}/))
  expect(services.filter((service) => !rows.some((row) => row.includes(service)))).toEqual([])
})

test('spans say what the semantic conventions want, and who they are from', () => {
  const publication = order.find(({ name }) => name === 'publish events.order.OrderPlaced')
  expect(publication?.attributes).toMatchObject({
    'messaging.system': 'nats',
    'messaging.operation.type': 'send',
    'messaging.destination.name': expect.stringMatching(/^events\.order\.OrderPlaced\.[0-9a-f-]{36}$/),
  })
  expect(order.find(({ name }) => name === 'POST /graphql')?.attributes).toMatchObject({
    'http.request.method': 'POST',
    'http.response.status_code': 200,
  })
  const instances = new Map(order.map(({ resource }) => [resource['service.name'], resource['service.instance.id']]))
  expect(new Set(instances.keys())).toEqual(new Set(services)) // all in this process, and so of one instance id
  expect([...new Set(instances.values())]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)])
})

test('what does not begin at the router is a trace of its own, and whole as well', () => {
  const known = new Set(spans.map(({ spanId }) => spanId))
  const lost = spans.filter(({ parentSpanId }) => parentSpanId && !known.has(parentSpanId))
  expect(lost.map(of)).toEqual([])
})
