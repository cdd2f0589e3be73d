import { randomFillSync } from 'node:crypto'

/** W3C Trace Context, version 00 (https://www.w3.org/TR/trace-context/#traceparent-header). */
export type Trace = { readonly traceId: string; readonly spanId: string; readonly sampled: boolean }

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** Undefined for a header that is absent or not valid: the reader then starts a trace. */
export function parseTraceparent(header: string | undefined): Trace | undefined {
  const [, version, traceId, spanId, flags, more] = TRACEPARENT.exec(header ?? '') ?? []
  if (!version || !traceId || !spanId || !flags) return undefined
  if (version === 'ff' || (version === '00' && more)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** As the header `traceparent` has it: https://www.w3.org/TR/trace-context/#traceparent-header */
export function formatTraceparent({ traceId, spanId, sampled }: Trace): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`
}

/**
 * The header that is passed on where no spans are collected: the caller's as it is; where there is none, that of a new trace which
 * is not sampled further on either, since its beginning would be missing.
 *
 * @example
 * const traceparent = continueTrace(undefined) // 00-<trace id>-<span id>-00: not sampled
 */
export function continueTrace(header: string | undefined): string {
  if (header !== undefined && parseTraceparent(header)) return header
  return formatTraceparent({ traceId: randomHex(16), spanId: randomHex(8), sampled: false })
}

/** Whether its trace is sampled; quick, for it runs for every event and command. */
export function isSampled(header: string | undefined): header is string {
  return header !== undefined && SAMPLED.test(header)
}

const SAMPLED = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f][13579bdf]/

/**
 * As they stand in lines of the log (https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/).
 *
 * @example
 * log.info({ ...traceFields(traceparent) }, 'billed') // with trace_id and span_id
 */
export function traceFields(header: string | undefined): { trace_id?: string; span_id?: string } {
  const trace = parseTraceparent(header)
  return trace ? { trace_id: trace.traceId, span_id: trace.spanId } : {}
}

/** Random bytes are fetched many at a time: for each request alone they cost more than all else here. */
const pool = Buffer.alloc(4096)
let used = pool.length

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  return pool.toString('hex', used, (used += bytes))
}
