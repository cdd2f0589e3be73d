/** The spans of one request, where tracing is on. */
import type { Attributes, Span, Tracer } from '@shop/platform/tracer.ts'
import type { IncomingMessage } from 'node:http'
import { FAULTS } from './observer.ts'

export type Tracing = {
  /** Begins a request's span, in the caller's trace where `traceparent` is valid. */
  readonly request: (traceparent: string | undefined, about: Attributes) => RequestSpan
}

export type RequestSpan = {
  /** What follows from this span is to be sent with this header. */
  readonly traceparent: string
  /** Planning has begun; call what it gives when it has ended. */
  readonly plan: () => () => void
  /** Undefined where the request's trace is not sampled. */
  readonly fetch: (service: string, url: string) => FetchSpan | undefined
  readonly end: (request: TracedRequest) => void
}

export type FetchSpan = {
  readonly traceparent: string
  /** `status`: of the answer, where there was one. */
  readonly end: (outcome: string, status?: number) => void
}

export type TracedRequest = {
  readonly kind: string
  readonly operation: string | undefined
  readonly hash: string | undefined
  readonly outcome: string
  /** Of the answer, over HTTP. */
  readonly status?: number
}

/** Spans of requests, their planning and their fetches, exported by `tracer`. */
export function requestTracing(tracer: Tracer): Tracing {
  return {
    request: (traceparent, attributes) => {
      const span = tracer.enter('graphql', traceparent, { kind: 'server', attributes })
      return {
        traceparent: span.traceparent,
        plan: () => {
          const planning = tracer.span('plan', span.traceparent, { kind: 'internal' })
          return () => planning?.end()
        },
        fetch: (service, url) => fetchSpan(tracer, service, url, span.traceparent),
        end: (request) => endRequest(span, request),
      }
    },
  }
}

/** What a span says of a request over HTTP. */
export function ofHttp({ method = 'GET' }: IncomingMessage, path: string): Attributes {
  return { 'http.request.method': method, 'http.route': path, 'url.path': path, 'url.scheme': 'http' }
}

function fetchSpan(tracer: Tracer, service: string, url: string, parent: string): FetchSpan | undefined {
  const span = tracer.span(`fetch ${service}`, parent, { kind: 'client' })
  if (!span) return undefined
  const { hostname, port } = new URL(url)
  span.set({
    'http.request.method': 'POST',
    'url.full': url,
    'server.address': hostname,
    'server.port': Number(port) || 80,
    'graphql.subgraph.name': service,
  })
  return {
    traceparent: span.traceparent,
    end: (outcome, status) => {
      span.set({ outcome, ...(status !== undefined && { 'http.response.status_code': status }) })
      span.end(outcome === 'answered' ? undefined : outcome)
    },
  }
}

function endRequest(span: Span, { kind, operation, hash, outcome, status }: TracedRequest): void {
  if (kind !== 'none') span.rename(operation === undefined ? kind : `${kind} ${operation}`)
  span.set({
    'graphql.operation.type': kind,
    ...(operation !== undefined && { 'graphql.operation.name': operation }),
    ...(hash !== undefined && { 'graphql.document.hash': hash }),
    outcome,
    ...(status !== undefined && { 'http.response.status_code': status }),
  })
  span.end(outcome === 'failed' || FAULTS.has(outcome) ? outcome : undefined)
}
