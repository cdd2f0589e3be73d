import { otlpTracer } from './otlp-tracer.ts'
import { SpanCollector } from './testing/span-collector.ts'
import { within } from './tracer.ts'

const traces = ['1', '2', '3'].map((digit) => digit.repeat(32))
const of = (trace = '', span = 'b'.repeat(16), flags = '01') => `00-${trace}-${span}-${flags}`

async function collected(work: (tracer: Awaited<ReturnType<typeof otlpTracer>>) => unknown) {
  const collector = await SpanCollector.start()
  const sampling = { sampler: 'parentbased_always_on', ratio: 1 } as const
  const tracer = await otlpTracer({ endpoint: collector.url, serviceName: 'test', ...sampling })
  await work(tracer)
  await tracer.close()
  collector.stop()
  return collector.spans
}

test('what is done once for several is a span in each of their traces, linked to the others', async () => {
  const parents = [of(traces[0]), of(traces[1]), of(traces[1], 'c'.repeat(16)), of(traces[2]), undefined]
  const spans = await collected((tracer) => tracer.together('write', parents, { kind: 'client' })?.end())
  const [first, second, third] = spans
  expect(spans.map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual(
    traces.map((trace) => [trace, 'b'.repeat(16)]),
  )
  expect(first?.links.map(({ traceId }) => traceId)).toEqual(traces.slice(1))
  for (const other of [second, third]) expect(other?.links.map(({ spanId }) => spanId)).toEqual([first?.spanId])
})

test('what is not sampled costs no span, and what enters says so to all that follows', async () => {
  const spans = await collected((tracer) => {
    const unsampled = of(traces[0], 'b'.repeat(16), '00')
    expect(tracer.span('command', unsampled, { kind: 'internal' })).toBeUndefined()
    expect(tracer.span('command', undefined, { kind: 'internal' })).toBeUndefined()
    expect(tracer.together('write', [unsampled, undefined], { kind: 'client' })).toBeUndefined()
    const entered = tracer.enter('request', unsampled, { kind: 'server' })
    expect(entered.traceparent).toMatch(/-00$/)
    entered.end()
  })
  expect(spans).toEqual([])
})

test('a failure names its type', async () => {
  const failing = () => Promise.reject(new RangeError('too far'))
  const [span] = await collected((tracer) =>
    within(tracer.span('work', of(traces[0]), { kind: 'internal' }), failing).catch(() => undefined),
  )
  expect(span).toMatchObject({ attributes: { 'error.type': 'RangeError' }, status: { code: 2 } })
})
