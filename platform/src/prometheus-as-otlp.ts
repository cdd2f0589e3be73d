/** The content of /metrics in OpenTelemetry's data model: the same names and labels, cumulative since the process began. */
import { ValueType, type Attributes, type HrTime } from '@opentelemetry/api'
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics'
import type { Registry } from 'prom-client'

type Metrics = Awaited<ReturnType<Registry['getMetricsAsJSON']>>
type Metric = Metrics[number]
type Labels = Readonly<Record<string, string | number | undefined>>
type Value = { readonly value: number; readonly labels: Labels; readonly metricName?: string }
type CollectionTimes = { readonly startTime: HrTime; readonly endTime: HrTime }

const begun = now()

/** All metrics of the registry as they are now. */
export async function metricsOf(registry: Registry): Promise<MetricData[]> {
  const times = { startTime: begun, endTime: now() }
  return (await registry.getMetricsAsJSON()).map((metric) => metricData(metric, times))
}

function metricData(metric: Metric, times: CollectionTimes): MetricData {
  const { name, help: description } = metric
  const values: readonly Value[] = metric.values
  const common = {
    descriptor: { name, description, unit: '', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
  switch (String(metric.type)) {
    case 'counter':
      return {
        ...common,
        dataPointType: DataPointType.SUM,
        isMonotonic: true,
        dataPoints: values.map((one) => point(one, times)),
      }
    case 'histogram':
      return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints: histograms(name, values, times) }
    default:
      return { ...common, dataPointType: DataPointType.GAUGE, dataPoints: values.map((one) => point(one, times)) }
  }
}

function point({ value, labels }: Value, times: CollectionTimes) {
  return { ...times, attributes: attributes(labels), value }
}

/** Prometheus' buckets are cumulative; OpenTelemetry's are not. */
function histograms(name: string, values: readonly Value[], times: CollectionTimes) {
  const series = new Map<string, { labels: Labels; bounds: number[]; upTo: number[]; sum: number; count: number }>()
  for (const { value, labels, metricName } of values) {
    const { le, ...rest } = labels
    const key = JSON.stringify(rest)
    const one = series.get(key) ?? { labels: rest, bounds: [], upTo: [], sum: 0, count: 0 }
    series.set(key, one)
    if (metricName === `${name}_sum`) one.sum = value
    else if (metricName === `${name}_count`) one.count = value
    else if (le !== '+Inf') {
      one.bounds.push(Number(le))
      one.upTo.push(value)
    }
  }
  return [...series.values()].map(({ labels, bounds: boundaries, upTo, sum, count }) => {
    const counts = [...upTo, count].map((all, index) => all - (upTo[index - 1] ?? 0))
    return { ...times, attributes: attributes(labels), value: { buckets: { boundaries, counts }, sum, count } }
  })
}

function attributes(labels: Labels): Attributes {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== undefined))
}

function now(): HrTime {
  const ms = Date.now()
  return [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000]
}
