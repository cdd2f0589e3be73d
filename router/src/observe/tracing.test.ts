import { createClient } from 'graphql-ws'
import { SpanCollector } from '@shop/platform/testing/span-collector.ts'
import { bookshop } from '../../testing/bookshop.ts'
import { ToyRouter } from '../../testing/toy-router.ts'

const { stars, all } = bookshop()
let collector: SpanCollector
let endpoint: string

beforeAll(async () => {
  collector = await SpanCollector.start()
  endpoint = collector.url
  await Promise.all(all.map((subgraph) => subgraph.start()))
})
afterEach(() => collector.clear())
afterAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.kill()))
  collector.stop()
})

const named = (name: string) => collector.spans.find((span) => span.name === name)

test('a request, its plan and its fetches are spans of the trace of the client, and subgraphs go on with it', async () => {
  const router = await ToyRouter.start(all, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: 'front' })
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate: 'vendor=1' }
  await router.request('query Traced { books { title stars } }', { headers })
  await router.stop()
  const request = named('query Traced')
  expect(request).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' })
  const inside = ['plan', 'fetch books', 'fetch stars'].map((name) => named(name))
  expect(inside.map((span) => [span?.traceId, span?.parentSpanId])).toEqual(
    inside.map(() => [traceId, request?.spanId]),
  )
  expect(stars.received.at(-1)?.headers).toMatchObject({
    traceparent: `00-${traceId}-${named('fetch stars')?.spanId}-01`,
    tracestate: 'vendor=1',
  })
  expect(request?.resource).toMatchObject({ 'service.name': 'front', 'service.version': expect.any(String) })
  expect(request?.attributes).toMatchObject({ 'http.request.method': 'POST', 'http.response.status_code': 200 })
  expect(named('fetch stars')?.attributes).toMatchObject({
    'server.address': '127.0.0.1',
    'http.response.status_code': 200,
  })
})

test('what the client does not want sampled is not, and goes on so', async () => {
  const router = await ToyRouter.start(all, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })
  await router.request('query Quiet { best { stars } }', {
    headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00' },
  })
  await router.stop()
  expect(collector.spans).toEqual([])
  expect(stars.received.at(-1)?.headers['traceparent']).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/)
})

const SAMPLED = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
const NOT_SAMPLED = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00' }

test.each([
  ['always_on', {}, ['Sampled', 'Unsampled', 'Own']],
  ['always_off', {}, []],
  ['traceidratio', { OTEL_TRACES_SAMPLER_ARG: '0' }, []],
  ['traceidratio', {}, ['Sampled', 'Unsampled', 'Own']],
  ['parentbased_always_on', {}, ['Sampled', 'Own']],
  ['parentbased_always_off', {}, ['Sampled']],
  ['parentbased_traceidratio', { OTEL_TRACES_SAMPLER_ARG: '0' }, ['Sampled']],
  ['parentbased_traceidratio', { OTEL_TRACES_SAMPLER_ARG: '1.0' }, ['Sampled', 'Own']],
])('the sampler %s %j takes what the specification says', async (sampler, settings, taken) => {
  const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER: sampler }
  const router = await ToyRouter.start(all, { ...tracing, ...settings })
  await router.request('query Sampled { best { stars } }', { headers: SAMPLED })
  await router.request('query Unsampled { best { stars } }', { headers: NOT_SAMPLED })
  await router.request('query Own { best { stars } }')
  await router.stop()
  expect(['Sampled', 'Unsampled', 'Own'].filter((name) => named(`query ${name}`))).toEqual(taken)
})

test('an operation over WebSocket is a span too, and refusals are', async () => {
  const router = await ToyRouter.start(all, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })
  const client = createClient({ url: `${router.url.replace('http', 'ws')}/graphql` })
  for await (const { data } of client.iterate({ query: 'query Socket { best { stars } }' })) expect(data).toBeTruthy()
  await client.dispose()
  await router.request('{ nothing }')
  await router.stop()
  expect(collector.spans.map(({ name }) => name).toSorted()).toEqual(['fetch stars', 'graphql', 'plan', 'query Socket'])
  expect(named('query Socket')?.parentSpanId ?? '').toBe('')
})

test('a collector that is away holds nothing up', async () => {
  const router = await ToyRouter.start(all, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })
  expect(await router.request('{ best { stars } }')).toEqual({ data: { best: { stars: 18 } } })
  await router.stop()
})
