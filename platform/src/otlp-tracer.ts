/** Spans for a collector, by OTLP over HTTP in JSON. The SDK is loaded only where there is one. */
import { ROOT_CONTEXT, SpanKind as Kinds, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import type { Context, Link, Span as OtelSpan, SpanContext, Tracer as OtelTracer } from '@opentelemetry/api'
import type * as Sdk from '@opentelemetry/sdk-trace'
import type { Span, SpanKind, SpanOptions, Tracer } from './tracer.ts'
import { formatTraceparent, isSampled, parseTraceparent } from './tracing.ts'
import { resourceAttributes } from './otlp-resource.ts'
import type { SamplerName } from './settings.ts'

const closeWithinMs = 2_000

export type OtlpTracing = {
  /** Of the collector; /v1/traces is added. */
  readonly endpoint: string
  readonly serviceName: string
  readonly sampler: SamplerName
  /** The share that samplers with "traceidratio" in their names take. */
  readonly ratio: number
}

/** Of other OTEL_ variables the exporter reads those of OTEL_EXPORTER_OTLP_, such as _HEADERS and _TIMEOUT. */
export async function otlpTracer({ endpoint, serviceName, sampler, ratio }: OtlpTracing): Promise<Tracer> {
  const [{ OTLPTraceExporter }, sdk, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
  ])
  const provider = new sdk.TracerProvider({
    sampler: samplerOf(sampler, ratio, sdk),
    resource: resourceFromAttributes(resourceAttributes(serviceName)),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }),
      }),
    ],
  })
  return tracerOver(provider.getTracer(serviceName), async () => {
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, closeWithinMs)
    await Promise.race([provider.shutdown(), late])
    clearTimeout(timer)
  })
}

function tracerOver(tracer: OtelTracer, close: () => Promise<void>): Tracer {
  const start = (name: string, parent: string | undefined, { kind, attributes }: SpanOptions, links: Link[] = []) =>
    tracer.startSpan(name, { kind: kinds[kind], ...(attributes && { attributes }), links }, contextOf(parent))
  return {
    enter: (name, parent, options) => new OtlpSpan(start(name, parent, options)),
    span: (name, parent, options) => {
      if (!isSampled(parent)) return undefined
      const span = start(name, parent, options)
      return span.isRecording() ? new OtlpSpan(span) : undefined
    },
    together: (name, parents, options) => {
      const [first, ...others] = firstOfEachTrace(parents)
      if (first === undefined) return undefined
      const links = others.map(parentContext).filter((context) => context !== undefined)
      const leading = start(name, first, options, links.map(linkTo))
      const same = [linkTo(leading.spanContext())]
      const spans = [leading, ...others.map((parent) => start(name, parent, options, same))].map(
        (span) => new OtlpSpan(span),
      )
      return {
        set: (attributes) => spans.forEach((span) => span.set(attributes)),
        end: (failure) => spans.forEach((span) => span.end(failure)),
      }
    },
    close,
  }
}

class OtlpSpan implements Span {
  readonly traceparent: string
  readonly #span: OtelSpan

  constructor(span: OtelSpan) {
    const { traceId, spanId, traceFlags } = span.spanContext()
    this.traceparent = formatTraceparent({ traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 })
    this.#span = span
  }

  rename(name: string): void {
    this.#span.updateName(name)
  }

  set(attributes: Parameters<Span['set']>[0]): void {
    this.#span.setAttributes(attributes)
  }

  end(failure?: unknown): void {
    if (failure !== undefined) {
      const [type, message] =
        failure instanceof Error ? [failure.name, failure.message] : [typeof failure === 'string' ? failure : 'unknown']
      this.#span.setAttribute('error.type', type)
      this.#span.setStatus({ code: SpanStatusCode.ERROR, message: message ?? type })
    }
    this.#span.end()
  }
}

const kinds: Readonly<Record<SpanKind, Kinds>> = {
  server: Kinds.SERVER,
  client: Kinds.CLIENT,
  producer: Kinds.PRODUCER,
  consumer: Kinds.CONSUMER,
  internal: Kinds.INTERNAL,
}

function firstOfEachTrace(parents: readonly (string | undefined)[]): readonly string[] {
  const first = new Map<string, string>()
  for (const parent of parents) {
    if (!isSampled(parent)) continue
    const traceId = parent.slice(3, 35)
    if (!first.has(traceId)) first.set(traceId, parent)
  }
  return [...first.values()]
}

function contextOf(traceparent: string | undefined): Context {
  const parent = parentContext(traceparent)
  return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT
}

function parentContext(traceparent: string | undefined): SpanContext | undefined {
  const parent = parseTraceparent(traceparent)
  if (!parent) return undefined
  const { traceId, spanId, sampled } = parent
  return { traceId, spanId, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true }
}

function linkTo(context: SpanContext): Link {
  return { context }
}

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration */
function samplerOf(sampler: SamplerName, ratio: number, sdk: typeof Sdk): Sdk.Sampler {
  const { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } = sdk
  switch (sampler) {
    case 'always_on':
      return new AlwaysOnSampler()
    case 'always_off':
      return new AlwaysOffSampler()
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio)
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() })
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() })
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) })
  }
}
