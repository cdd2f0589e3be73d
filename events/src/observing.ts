/** Logs and metrics of what the machinery does. */

import type { Log } from '@shop/platform/log.ts'
import { traceFields } from '@shop/platform/tracing.ts'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { AggregateObserver } from './aggregates/options.ts'
import type { GuardedWrite } from './aggregates/ports.ts'
import type { Contract } from './contract/contract.ts'
import type { ConsumerObserver } from './messaging/consumer.ts'

const seconds = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]

/** `saved` is also called with everything that is saved. */
export function observeAggregates(
  contract: Pick<Contract, 'metric'>,
  log: Log,
  registry: Registry,
  saved?: (changes: readonly GuardedWrite[]) => void,
): AggregateObserver {
  const registers = [registry]
  const events = new Counter({
    name: contract.metric('events_total'),
    help: 'Events stored',
    labelNames: ['type'],
    registers,
  })
  const write = new Histogram({
    name: contract.metric('write_seconds'),
    help: 'One bulk of guarded writes',
    buckets: seconds,
    registers,
  })
  const batch = new Histogram({
    name: contract.metric('write_batch'),
    help: 'Aggregates in one bulk',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers,
  })
  const conflicts = new Counter({
    name: contract.metric('write_conflicts_total'),
    help: 'Bulks decided again',
    registers,
  })
  const failures = new Counter({ name: contract.metric('write_failures_total'), help: 'Bulks that failed', registers })
  const relayed = new Counter({
    name: contract.metric('events_relayed_total'),
    help: 'Events logged and published',
    registers,
  })
  const again = new Counter({
    name: contract.metric('events_repeated_total'),
    help: 'Events published once more',
    labelNames: ['type'],
    registers,
  })
  const lag = new Histogram({
    name: contract.metric('relay_seconds'),
    help: 'From decided to published',
    buckets: seconds,
    registers,
  })
  const troubles = new Counter({
    name: contract.metric('relay_failures_total'),
    help: 'Failed tries to relay',
    labelNames: ['step'],
    registers,
  })
  const alarms = new Counter({
    name: contract.metric('log_alarms_total'),
    help: 'Events that the log refused: the documents contradict it',
    registers,
  })
  return {
    saved(changes, milliseconds) {
      write.observe(milliseconds / 1_000)
      batch.observe(changes.length)
      for (const { outbox } of changes) for (const { type } of outbox.set) events.inc({ type })
      saved?.(changes)
    },
    conflicted(ids) {
      conflicts.inc()
      log.debug({ aggregates: ids.length }, 'written by another replica meanwhile: decided again')
    },
    writeFailed(err, attempt) {
      failures.inc()
      log.warn({ error: brief(err), attempt }, 'writing failed, trying again')
    },
    relayed(envelopes) {
      relayed.inc(envelopes.length)
      const now = Date.now()
      for (const { occurredAt } of envelopes) lag.observe(Math.max(0, now - Date.parse(occurredAt)) / 1_000)
    },
    repeated({ type }) {
      again.inc({ type })
    },
    relayFailed(err, step, attempt) {
      troubles.inc({ step })
      log.warn({ error: brief(err), step, attempt }, 'relaying events failed, trying again')
    },
    alarmed(envelopes) {
      alarms.inc(envelopes.length)
      const ids = [...new Set(envelopes.map(({ aggregateId }) => aggregateId))]
      log.error(
        { ids, ...traceFields(envelopes[0]?.traceparent) },
        'the log of these aggregates is not what their documents say: was one of them restored from a backup? Nothing more is written to them',
      )
    },
  }
}

/** `inFlight`: how many messages are in hand now. */
export function observeConsumer(
  contract: Pick<Contract, 'metric'>,
  log: Log,
  registry: Registry,
  inFlight: () => number,
): ConsumerObserver {
  const registers = [registry]
  const handled = new Counter({
    name: contract.metric('messages_total'),
    help: 'Messages handled',
    labelNames: ['type'],
    registers,
  })
  const time = new Histogram({
    name: contract.metric('message_seconds'),
    help: 'From received to acknowledged',
    buckets: seconds,
    registers,
  })
  const failed = new Counter({ name: contract.metric('message_failures_total'), help: 'Failed tries', registers })
  const dead = new Counter({
    name: contract.metric('dead_letters_total'),
    help: 'Messages put among the dead letters',
    labelNames: ['kind'],
    registers,
  })
  new Gauge({
    name: contract.metric('messages_in_flight'),
    help: 'Messages being handled',
    registers,
    collect() {
      this.set(inFlight())
    },
  })
  return {
    handled({ type }, milliseconds) {
      handled.inc({ type })
      time.observe(milliseconds / 1_000)
    },
    failed(subject, err, failures, traceparent) {
      failed.inc()
      log.warn({ error: brief(err), subject, failures, ...traceFields(traceparent) }, 'handling a message failed')
    },
    deadLettered(subject, kind, error, traceparent) {
      dead.inc({ kind })
      log.error({ subject, kind, error, ...traceFields(traceparent) }, 'a message was put among the dead letters')
    },
    madeUp(messages) {
      log.info({ messages }, 'messages that were parked, or older than this release, have been handled')
    },
    waiting(err) {
      log.warn({ error: brief(err) }, 'waiting for NATS or MongoDB')
    },
  }
}

/** Outages come in crowds, and a driver's error can hold its whole batch: a line is enough. */
function brief(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? ` (${error.cause.name}: ${error.cause.message})` : ''
  return `${error.name}: ${error.message}${cause}`.slice(0, 500)
}
