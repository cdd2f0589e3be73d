/** Pushes metrics to a collector by OTLP over HTTP, instead of a scrape of /metrics. The SDK is loaded only then. */
import type { Registry } from 'prom-client'
import { ConfigError } from './config.ts'
import { resourceAttributes } from './otlp-resource.ts'
import type { Runtime } from './runtime.ts'

const closeWithinMs = 2_000

type ExportedMetrics = {
  readonly config: Pick<
    Runtime['config'],
    'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_SERVICE_NAME' | 'OTEL_METRICS_EXPORTER' | 'OTEL_METRIC_EXPORT_INTERVAL'
  >
}

/** As the process's settings say; owned by the runtime's shutdown, which sends what there is last. */
export async function openMetricsExport({
  name,
  config,
  metrics,
  shutdown,
}: Pick<Runtime, 'name' | 'metrics' | 'shutdown'> & ExportedMetrics): Promise<void> {
  if (config.OTEL_METRICS_EXPORTER !== 'otlp') return
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: serviceName = name } = config
  if (endpoint === undefined)
    throw new ConfigError(['OTEL_METRICS_EXPORTER: is "otlp"; expected OTEL_EXPORTER_OTLP_ENDPOINT too'])
  const everyMs = config.OTEL_METRIC_EXPORT_INTERVAL
  const close = await exportMetrics({ endpoint, serviceName, everyMs, registry: metrics })
  await shutdown.own('metrics', close)
}

export type MetricsExport = {
  /** Of the collector; /v1/metrics is added. */
  readonly endpoint: string
  readonly serviceName: string
  readonly everyMs: number
  readonly registry: Registry
}

/** Answers what ends it. */
export async function exportMetrics({
  endpoint,
  serviceName,
  everyMs,
  registry,
}: MetricsExport): Promise<() => Promise<void>> {
  const [
    { OTLPMetricExporter },
    { MeterProvider, PeriodicExportingMetricReader },
    { resourceFromAttributes },
    { metricsOf },
  ] = await Promise.all([
    import('@opentelemetry/exporter-metrics-otlp-http'),
    import('@opentelemetry/sdk-metrics'),
    import('@opentelemetry/resources'),
    import('./prometheus-as-otlp.ts'),
  ])
  const resource = resourceFromAttributes(resourceAttributes(serviceName))
  const collect = async () => ({
    resourceMetrics: {
      resource,
      scopeMetrics: [{ scope: { name: 'membership-shop' }, metrics: await metricsOf(registry) }],
    },
    errors: [],
  })
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/metrics` }),
    exportIntervalMillis: everyMs,
    exportTimeoutMillis: Math.min(everyMs, 10_000),
    metricProducers: [{ collect }],
  })
  const provider = new MeterProvider({ resource, readers: [reader] })
  return async () => {
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, closeWithinMs)
    await Promise.race([provider.shutdown().catch(() => undefined), late])
    clearTimeout(timer)
  }
}
