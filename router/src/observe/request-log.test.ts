import { Writable } from 'node:stream'
import { createLog } from '@shop/platform/log.ts'
import { Registry } from 'prom-client'
import { metricsObserver } from './metrics.ts'
import { requestLog, withRequestLog } from './request-log.ts'

test("a request's line names its trace and its span", () => {
  let text = ''
  const destination = new Writable({ write: (chunk, _, done) => ((text += String(chunk)), done()) })
  const log = createLog({ name: 'router', level: 'info', pretty: false, destination })
  const [traceId, spanId] = ['a'.repeat(32), 'b'.repeat(16)]
  const about = { transport: 'http', kind: 'query', operation: 'Page', hash: 'x', outcome: 'ok', ms: 1 } as const
  requestLog(log, 1)({ id: 'one', traceparent: `00-${traceId}-${spanId}-00`, ...about })
  expect(JSON.parse(text)).toMatchObject({ requestId: 'one', trace_id: traceId, span_id: spanId, operation: 'Page' })
  expect(text).not.toContain('traceparent')
})

test.each(['websocket', 'sse', 'http'] as const)(
  'what failed over %s has a line with a warning, though none that went well has one',
  (transport) => {
    const lines: string[] = []
    const destination = new Writable({ write: (chunk, _, done) => (lines.push(String(chunk)), done()) })
    const logged = requestLog(createLog({ name: 'router', level: 'info', pretty: false, destination }), 0)
    const about = {
      id: 'one',
      traceparent: undefined,
      transport,
      kind: 'subscription',
      operation: 'S',
      hash: 'x',
      ms: 1,
    } as const
    logged({ ...about, outcome: 'ok' })
    logged({ ...about, outcome: 'failed' })
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 'warn', transport, outcome: 'failed' }),
    ])
  },
)

test('a client that is cut off is counted, and a warning says why', async () => {
  const lines: string[] = []
  const destination = new Writable({ write: (chunk, _, done) => (lines.push(String(chunk)), done()) })
  const registry = new Registry()
  const log = createLog({ name: 'router', level: 'warn', pretty: false, destination })
  const observer = withRequestLog(metricsObserver(registry), log, 0)
  for (const reason of ['unsent', 'unsent', 'stalled'] as const) observer.cutOff('websocket', reason)
  expect(await registry.getSingleMetricAsString('router_clients_cut_off_total')).toContain(
    'router_clients_cut_off_total{transport="websocket",reason="unsent"} 2',
  )
  expect(lines.map((line) => JSON.parse(line)).slice(0, 1)).toEqual([
    expect.objectContaining({
      ...{ level: 'warn', transport: 'websocket', reason: 'unsent' },
      msg: 'a client was cut off: answers that clients do not take are over LIMIT_UNSENT_BYTES',
    }),
  ])
})
