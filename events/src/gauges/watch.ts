/** What a service shows of itself besides what its machinery counts. */

import { type SampledGauge, sampledGauges } from '@shop/platform/sampled.ts'
import type { Collection, Filter } from 'mongodb'
import type { Registry } from 'prom-client'
import type { AggregateDocument } from '../aggregates/document.ts'
import type { Contract } from '../contract/contract.ts'
import type { AnyState } from '../decider.ts'
import type { LogEntry } from '../outbox/mongo-log.ts'
import { Audit, type Audited, showAudit, type Walk } from './audit.ts'
import { auditedAggregates } from './audited-aggregates.ts'
import { boundedCount, epoch, maxCounted } from './counting.ts'
import { watchOutboxes } from './outboxes.ts'
import type { Times } from './times.ts'

export type AggregateWatch<State extends AnyState> = {
  readonly audited?: (state: State) => Audited
  readonly times?: Times<State>
  /** Which of the aggregates that have a deadline do not get on. */
  readonly stuck?: (now: Date) => Filter<AggregateDocument>
  /** What else of the service is audited. */
  readonly walks?: readonly Walk[]
}

/** Registers the gauges of a service's aggregates: outboxes, the audit, and orders that are stuck. Each is sampled when it is scraped. */
export function watchAggregates<State extends AnyState>(
  contract: Pick<Contract, 'metric'>,
  registry: Registry,
  documents: Collection<AggregateDocument>,
  events: Collection<LogEntry>,
  { audited = () => ({ totals: {} }), stuck, walks = [] }: AggregateWatch<State>,
): void {
  watchOutboxes(contract, registry, documents)
  showAudit(contract, registry, new Audit([auditedAggregates({ documents, events, audited }), ...walks]))
  if (stuck) watchSagas(contract, registry, documents, stuck)
}

type DeferredSample = { readonly waiting: number; readonly stuck: number }

const gaugesOf = (contract: Pick<Contract, 'metric'>): readonly SampledGauge<DeferredSample>[] => [
  {
    name: contract.metric('sagas_waiting'),
    help: `Sagas that wait for their next step; at most ${maxCounted} are counted`,
    read: ({ waiting }) => [{ value: waiting }],
  },
  {
    name: contract.metric('sagas_stuck'),
    help: 'Those of them without an event for longer than the deadline of the whole way',
    read: ({ stuck }) => [{ value: stuck }],
  },
]

/** Sagas that are under way, and those that are stuck. `stuck`: of aggregates with a deadline, which do not get on. */
function watchSagas(
  contract: Pick<Contract, 'metric'>,
  registry: Registry,
  documents: Collection<AggregateDocument>,
  stuck: (now: Date) => Filter<AggregateDocument>,
): void {
  const due = { $gt: epoch }
  const sample = async (): Promise<DeferredSample> => ({
    waiting: await boundedCount(documents, { due }),
    stuck: await boundedCount(documents, { $and: [{ due }, stuck(new Date())] }),
  })
  sampledGauges(registry, sample, gaugesOf(contract))
}
