import { LRUCache } from 'lru-cache'
import { Counter, Gauge, Histogram } from 'prom-client'
import type { Registry } from 'prom-client'
import type { Observer } from './observer.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Names that get a series of their own; clients choose names, and memory has an end. */
const MAX_NAMES = 200

/** An observer that counts in `registry`. */
export function metricsObserver(registry: Registry): Observer {
  const registers = [registry]
  const requests = new Counter({
    name: 'router_requests_total',
    help: "Operations, by name, the document's hash, kind, transport and outcome: ok, errors (in the answer), failed (by no fault of the client's), or the code of the refusal",
    labelNames: ['operation', 'hash', 'kind', 'transport', 'outcome'] as const,
    registers,
  })
  const fields = new Counter({
    name: 'router_root_fields_total',
    help: "Fields of an operation's root, by kind of operation and its outcome",
    labelNames: ['kind', 'field', 'outcome'] as const,
    registers,
  })
  const seconds = new Histogram({
    name: 'router_request_seconds',
    help: 'Time from a query or mutation to its answer',
    labelNames: ['kind', 'transport'] as const,
    buckets: SECONDS,
    registers,
  })
  const fetches = new Histogram({
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
  const answers = new Counter({
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
  const count = byName(requests, MAX_NAMES)
  return {
    request: ({ operation, hash, kind, transport, outcome, rootNames = [], limit, made, ms }) => {
      if (kind === 'none' || hash === undefined) requests.inc({ ...ANONYMOUS, kind, transport, outcome })
      else count({ operation: operation ?? 'anonymous', hash, kind, transport, outcome })
      for (const field of rootNames) fields.inc({ kind, field, outcome })
      if (limit !== undefined) limits.inc({ limit })
      if (made !== undefined) answers.inc({ made })
      if (kind !== 'subscription') seconds.observe({ kind, transport }, ms / 1000)
    },
    fetch: (subgraph, outcome, ms) => fetches.observe({ subgraph, outcome }, ms / 1000),
    retry: (subgraph, reason) => retries.inc({ subgraph, reason }),
    subscription: (event) => {
      if (event.type === 'opened') streams.inc({ side: event.side })
      else if (event.type === 'closed') streams.dec({ side: event.side })
      else events.inc({ type: event.type })
    },
    document: (outcome) => documents.inc({ outcome }),
    plan: (outcome, ms) => plans.observe({ outcome }, ms / 1000),
    entities: (outcome, count) => entities.inc({ outcome }, count),
    reload: (outcome) => reloads.inc({ outcome }),
  }
}

type Named = { readonly operation: string; readonly hash: string }

const ANONYMOUS: Named = { operation: '', hash: '' }
const OTHERS: Named = { operation: 'other', hash: '' }

type Series = Named & { readonly kind: string; readonly transport: string; readonly outcome: string }

/**
 * Counts requests by name; of too many names those used longest ago are dropped, and what they had counted is added to
 * "other".
 */
function byName(requests: Counter<keyof Series>, max: number): (series: Series) => void {
  const names = new LRUCache<string, Map<string, { readonly labels: Series; count: number }>>({
    max,
    dispose: (counted) => {
      for (const { labels, count } of counted.values()) {
        requests.remove(labels)
        requests.inc({ ...labels, ...OTHERS }, count)
      }
    },
  })
  return (labels) => {
    const { hash, operation, ...rest } = labels
    const name = `${hash} ${operation}`
    const counted = names.get(name) ?? new Map()
    if (counted.size === 0) names.set(name, counted)
    const key = Object.values(rest).join(' ')
    const series = counted.get(key)
    if (series) series.count++
    else counted.set(key, { labels, count: 1 })
    requests.inc(labels)
  }
}
