import type { Log } from '@shop/platform/log.ts'
import { traceFields } from '@shop/platform/tracing.ts'
import { FAULTS, type CutOffReason, type Observer, type RequestRecord } from './observer.ts'
import { throttledLog } from './throttled-log.ts'

const CUT_OFF: Readonly<Record<CutOffReason, string>> = {
  unsent: 'answers that clients do not take are over LIMIT_UNSENT_BYTES',
  reading: 'messages that clients do not finish are over LIMIT_READING_BYTES',
  stalled: 'it took nothing of an answer for too long',
  queue: 'it reads more slowly than events come (SUBSCRIPTION_QUEUE, SUBSCRIPTION_QUEUE_BYTES)',
}

/**
 * One line a request: of all at level debug; else of a random share of those that went well, and of all that failed by no
 * fault of the client's.
 */
export function requestLog(
  log: Log,
  share: number,
  random: () => number = Math.random,
): (record: RequestRecord) => void {
  const levelOf = ({ outcome }: RequestRecord): 'debug' | 'warn' | 'info' | undefined => {
    if (log.isLevelEnabled('debug')) return 'debug'
    if (outcome === 'failed' || FAULTS.has(outcome)) return 'warn'
    return random() < share ? 'info' : undefined
  }
  // None of its fields has a secret's name: looking for such takes longer than the rest of a line.
  const lines = log.child({}, { redact: [] })
  return (record) => {
    const level = levelOf(record)
    if (level !== undefined) lines[level](lineOf(record), 'request')
  }
}

function lineOf({ id, traceparent, rootNames: _, ms, ...record }: RequestRecord): object {
  return { requestId: id, ...traceFields(traceparent), ...record, ms: Math.round(ms * 100) / 100 }
}

/** An observer that logs requests as well, and clients that are cut off. */
export function withRequestLog(observer: Observer, log: Log, share: number): Observer {
  const write = requestLog(log, share)
  const throttled = throttledLog()
  return {
    ...observer,
    request: (record) => {
      observer.request(record)
      write(record)
    },
    cutOff: (transport, reason) => {
      observer.cutOff(transport, reason)
      throttled(`${transport} ${reason}`, (left) =>
        log.warn({ transport, reason, ...left }, `a client was cut off: ${CUT_OFF[reason]}`),
      )
    },
  }
}
