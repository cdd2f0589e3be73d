import { Counter, Gauge, Histogram } from 'prom-client'
import type { Registry } from 'prom-client'
import type { Observer } from './observer.ts'
import { RequestSeries } from './request-series.ts'
import { SeriesCounter, SeriesHistogram, type HistogramSeries } from './series.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** An observer that counts in `registry`. */
export function metricsObserver(registry: Registry): Observer {
  const registers = [registry]
  const requests = new SeriesCounter({
    name: 'router_requests_total',
    help: "Operations, by name, the document's hash, kind, transport and outcome: ok, errors (in the answer), failed (by no fault of the client's), or the code of the refusal",
    labelNames: ['operation', 'hash', 'kind', 'transport', 'outcome'] as const,
    registers,
  })
  const fields = new SeriesCounter({
    name: 'router_root_fields_total',
    help: "Fields of an operation's root, by kind of operation and its outcome",
    labelNames: ['kind', 'field', 'outcome'] as const,
    registers,
  })
  const seconds = new SeriesHistogram({
    name: 'router_request_seconds',
    help: 'Time from a query or mutation to its answer',
    labelNames: ['kind', 'transport'] as const,
    buckets: SECONDS,
    registers,
  })
  const fetches = new SeriesHistogram({
    name: 'router_fetch_seconds',
    help: 'Time of fetches from subgraphs, by outcome',
    labelNames: ['subgraph', 'outcome'] as const,
    buckets: SECONDS,
    registers,
  })
  const retries = new Counter({
    name: 'router_fetch_retries_total',
    help: 'Fetches from subgraphs that were sent again: not connected (at first), or connection lost before an answer',
    labelNames: ['subgraph', 'reason'] as const,
    registers,
  })
  const streams = new Gauge({
    name: 'router_subscriptions',
    help: 'Open subscriptions: those of clients, and those at subgraphs that clients share',
    labelNames: ['side'] as const,
    registers,
  })
  const events = new Counter({
    name: 'router_subscription_events_total',
    help: 'What happens in subscriptions: event (from a subgraph), reconnect, slow (a client was closed)',
    labelNames: ['type'] as const,
    registers,
  })
  const cutOffs = new Counter({
    name: 'router_clients_cut_off_total',
    help: 'Clients whose connection was ended, by transport and reason: unsent (answers that they do not take are over LIMIT_UNSENT_BYTES), reading (messages that they do not finish are over LIMIT_READING_BYTES), stalled (nothing of an answer was taken for too long), queue (over SUBSCRIPTION_QUEUE)',
    labelNames: ['transport', 'reason'] as const,
    registers,
  })
  const entities = new Counter({
    name: 'router_entities_total',
    help: 'Entities that the entity cache was requested: hit, or miss',
    labelNames: ['outcome'] as const,
    registers,
  })
  const limits = new Counter({
    name: 'router_limit_exceeded_total',
    help: 'Operations that were refused with LIMIT_EXCEEDED, by limit',
    labelNames: ['limit'] as const,
    registers,
  })
  const answers = new SeriesCounter({
    name: 'router_answers_total',
    help: "Answers to queries and mutations over HTTP, by how they were made: spliced from subgraphs' bytes, or of values",
    labelNames: ['made'] as const,
    registers,
  })
  const documents = new Counter({
    name: 'router_documents_total',
    help: 'Texts that were not known as operations: read, refused, or refused again without being read',
    labelNames: ['outcome'] as const,
    registers,
  })
  const plans = new Histogram({
    name: 'router_plan_seconds',
    help: 'Time until an operation had its plan, waiting for others included; or none',
    labelNames: ['outcome'] as const,
    buckets: SECONDS,
    registers,
  })
  const reloads = new Counter({
    name: 'router_supergraph_loads_total',
    help: 'Supergraphs that were adopted, and refused',
    labelNames: ['outcome'] as const,
    registers,
  })
  const counted = new RequestSeries({ requests, fields, seconds })
  const made = { spliced: answers.series({ made: 'spliced' }), values: answers.series({ made: 'values' }) }
  const fetchSeries = seriesOfFetches(fetches)
  return {
    request: (record) => {
      counted.count(record)
      if (record.limit !== undefined) limits.inc({ limit: record.limit })
      if (record.made !== undefined) made[record.made].total++
    },
    fetch: (subgraph, outcome, ms) => fetchSeries(subgraph, outcome).observe(ms / 1000),
    retry: (subgraph, reason) => retries.inc({ subgraph, reason }),
    subscription: (event) => {
      if (event.type === 'opened') streams.inc({ side: event.side })
      else if (event.type === 'closed') streams.dec({ side: event.side })
      else events.inc({ type: event.type })
    },
    document: (outcome) => documents.inc({ outcome }),
    plan: (outcome, ms) => plans.observe({ outcome }, ms / 1000),
    entities: (outcome, count) => entities.inc({ outcome }, count),
    cutOff: (transport, reason) => cutOffs.inc({ transport, reason }),
    reload: (outcome) => reloads.inc({ outcome }),
  }
}

type FetchLabel = 'subgraph' | 'outcome'

/** Outcomes are few; subgraphs are those of the supergraphs that were served. */
function seriesOfFetches(
  fetches: SeriesHistogram<FetchLabel>,
): (subgraph: string, outcome: string) => HistogramSeries<FetchLabel> {
  const known = new Map<string, Map<string, HistogramSeries<FetchLabel>>>()
  return (subgraph, outcome) => {
    const earlier = known.get(subgraph)?.get(outcome)
    if (earlier) return earlier
    const series = fetches.series({ subgraph, outcome })
    const ofSubgraph = known.get(subgraph) ?? new Map<string, HistogramSeries<FetchLabel>>()
    known.set(subgraph, ofSubgraph.set(outcome, series))
    return series
  }
}
