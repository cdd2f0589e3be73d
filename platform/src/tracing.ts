import { randomFillSync } from 'node:crypto'

/** W3C Trace Context, version 00 (https://www.w3.org/TR/trace-context/#traceparent-header). */
export type Trace = { readonly traceId: string; readonly spanId: string; readonly sampled: boolean }

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** Nothing for a header that is absent or not valid: whoever reads it then starts a trace. */
export function parseTraceparent(header: string | undefined): Trace | undefined {
  const [, version, traceId, spanId, flags, more] = TRACEPARENT.exec(header ?? '') ?? []
  if (!version || !traceId || !spanId || !flags) return undefined
  if (version === 'ff' || (version === '00' && more)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

export function formatTraceparent({ traceId, spanId, sampled }: Trace): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`
}

/** The header for what happens next: a new span in the caller's trace, or in a new trace where there is none. */
export function continueTrace(header: string | undefined): string {
  const parent = parseTraceparent(header)
  const spanId = randomHex(8)
  const traceId = parent?.traceId ?? randomHex(16)
  return formatTraceparent({ traceId, spanId, sampled: parent?.sampled ?? true })
}

/** Random bytes are asked for many at a time: for each request alone they cost more than all else here. */
const pool = Buffer.alloc(4096)
let used = pool.length

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  return pool.toString('hex', used, (used += bytes))
}
