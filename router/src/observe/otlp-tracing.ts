import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import type { Context, Span, Tracer } from '@opentelemetry/api'
import type * as Sdk from '@opentelemetry/sdk-trace'
import { formatTraceparent, parseTraceparent } from '@shop/platform/tracing.ts'
import type { SamplerName } from '../config.ts'
import type { FetchSpan, RequestSpan, TracedRequest, Tracing } from './tracing.ts'

export type OtlpTracing = Tracing & {
  /** Sends what is left. */
  readonly close: () => Promise<void>
}

/** Outcomes that are nobody's fault here: the client asked for what there is not, or may not be. */
const FAILED = new Set(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE'])
const CLOSE_MS = 2_000

/** `ratio`: the share that samplers with "traceidratio" in their names take. */
export type Sampling = { readonly sampler: SamplerName; readonly ratio: number }

/**
 * Spans for a collector at `endpoint` (OTLP over HTTP, JSON; /v1/traces is added). The SDK is loaded only here; of
 * other OTEL_ variables its exporter reads those of OTEL_EXPORTER_OTLP_, such as _HEADERS and _TIMEOUT.
 */
export async function otlpTracing(endpoint: string, serviceName: string, sampling: Sampling): Promise<OtlpTracing> {
  const [{ OTLPTraceExporter }, sdk, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
  ])
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` })
  const provider = new sdk.TracerProvider({
    sampler: samplerOf(sampling, sdk),
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  })
  const tracer = provider.getTracer('router')
  return {
    request: (traceparent, transport) => requestSpan(tracer, traceparent, transport),
    close: async () => {
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, CLOSE_MS)
      await Promise.race([provider.shutdown(), late])
      clearTimeout(timer)
    },
  }
}

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration */
function samplerOf({ sampler, ratio }: Sampling, sdk: typeof Sdk): Sdk.Sampler {
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

function requestSpan(tracer: Tracer, traceparent: string | undefined, transport: string): RequestSpan {
  const attributes = { 'network.protocol.name': transport }
  const span = tracer.startSpan('graphql', { kind: SpanKind.SERVER, attributes }, parentOf(traceparent))
  const context = trace.setSpan(ROOT_CONTEXT, span)
  return {
    traceparent: headerOf(span),
    plan: () => {
      const planning = tracer.startSpan('plan', { kind: SpanKind.INTERNAL }, context)
      return () => planning.end()
    },
    fetch: (service) => fetchSpan(tracer, service, context),
    end: (request) => endRequest(span, request),
  }
}

function fetchSpan(tracer: Tracer, service: string, context: Context): FetchSpan {
  const attributes = { 'graphql.subgraph.name': service }
  const span = tracer.startSpan(`fetch ${service}`, { kind: SpanKind.CLIENT, attributes }, context)
  return {
    traceparent: headerOf(span),
    end: (outcome) => {
      span.setAttribute('outcome', outcome)
      if (outcome !== 'answered') span.setStatus({ code: SpanStatusCode.ERROR, message: outcome })
      span.end()
    },
  }
}

function endRequest(span: Span, { kind, operation, hash, outcome }: TracedRequest): void {
  if (kind !== 'none') span.updateName(operation === undefined ? kind : `${kind} ${operation}`)
  span.setAttribute('graphql.operation.type', kind)
  if (operation !== undefined) span.setAttribute('graphql.operation.name', operation)
  if (hash !== undefined) span.setAttribute('graphql.document.hash', hash)
  span.setAttribute('outcome', outcome)
  if (FAILED.has(outcome)) span.setStatus({ code: SpanStatusCode.ERROR, message: outcome })
  span.end()
}

function parentOf(traceparent: string | undefined): Context {
  const parent = parseTraceparent(traceparent)
  if (!parent) return ROOT_CONTEXT
  const traceFlags = parent.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE
  return trace.setSpanContext(ROOT_CONTEXT, { ...parent, traceFlags, isRemote: true })
}

function headerOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return formatTraceparent({ traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 })
}
