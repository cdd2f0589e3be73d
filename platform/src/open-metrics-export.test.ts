import { once } from 'node:events'
import { createServer } from 'node:http'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { readJson } from './body.ts'
import { exportMetrics, openMetricsExport } from './open-metrics-export.ts'
import { createLog } from './log.ts'
import { Shutdown } from './shutdown.ts'

/** A collector in this process: OTLP over HTTP, JSON. */
async function collector() {
  const bodies: unknown[] = []
  const server = createServer((request, response) => {
    void readJson(request, 50_000_000).then((body) => {
      if (request.url === '/v1/metrics' && body.kind === 'json') bodies.push(body.value)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, bodies, close: () => (server.closeAllConnections(), server.close()) }
}

test('a collector gets every kind of metric, by the names and labels that /metrics has', async () => {
  const registry = new Registry()
  registry.setDefaultLabels({ service: 'pay' })
  const registers = [registry]
  new Counter({ name: 'orders_total', help: 'Orders.', labelNames: ['outcome'], registers }).inc({ outcome: 'ok' }, 3)
  new Gauge({ name: 'depth', help: 'Waiting.', registers }).set(7)
  const durations = new Histogram({ name: 'took_seconds', help: 'Time.', buckets: [0.1, 1], registers })
  for (const seconds of [0.05, 0.5, 0.6, 5]) durations.observe(seconds)

  const { url, bodies, close } = await collector()
  const end = await exportMetrics({ endpoint: `${url}/`, serviceName: 'pay', everyMs: 3_600_000, registry })
  await end() // sends what there is
  close()

  const service = { key: 'service', value: { stringValue: 'pay' } }
  const outcome = { key: 'outcome', value: { stringValue: 'ok' } }
  expect(bodies).toHaveLength(1)
  expect(bodies[0]).toMatchObject({
    resourceMetrics: [
      {
        resource: {
          attributes: expect.arrayContaining([{ key: 'service.name', value: { stringValue: 'pay' } }]),
        },
        scopeMetrics: [
          {
            metrics: [
              {
                name: 'orders_total',
                description: 'Orders.',
                sum: { isMonotonic: true, aggregationTemporality: 2, dataPoints: [{ asDouble: 3 }] },
              },
              { name: 'depth', gauge: { dataPoints: [{ asDouble: 7, attributes: [service] }] } },
              {
                name: 'took_seconds',
                histogram: {
                  aggregationTemporality: 2,
                  dataPoints: [{ count: 4, sum: 6.15, bucketCounts: [1, 2, 1], explicitBounds: [0.1, 1] }],
                },
              },
            ],
          },
        ],
      },
    ],
  })
  expect(JSON.stringify(bodies[0])).toContain(JSON.stringify(outcome))
})

test('a collector that is away delays no shutdown', async () => {
  const { url, close } = await collector()
  close()
  const end = await exportMetrics({ endpoint: url, serviceName: 'pay', everyMs: 3_600_000, registry: new Registry() })
  await end()
})

test('an export without an address is refused', async () => {
  const shutdown = new Shutdown({ log: createLog({ name: 'x', level: 'silent', pretty: false }), graceMs: 0 })
  const config = { OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: 1_000 } as const
  const nowhere = { ...config, OTEL_EXPORTER_OTLP_ENDPOINT: undefined, OTEL_SERVICE_NAME: undefined }
  const metrics = new Registry()
  await expect(openMetricsExport({ name: 'pay', config: nowhere, metrics, shutdown })).rejects.toThrow(
    'OTEL_METRICS_EXPORTER: is "otlp"; expected OTEL_EXPORTER_OTLP_ENDPOINT too',
  )
})
