/** What a service shows of itself besides what its machinery counts. */

import type { Collection, Filter } from 'mongodb'
import type { Registry } from 'prom-client'
import type { AggregateDocument } from '../aggregates/document.ts'
import type { Contract } from '../contract/contract.ts'
import type { AnyState } from '../decider.ts'
import type { LogEntry } from '../outbox/mongo-log.ts'
import { Audit, type Audited, showAudit } from './audit.ts'
import { auditedAggregates } from './audited-aggregates.ts'
import { watchOutboxes } from './outboxes.ts'
import type { Times } from './times.ts'
import { watchSagas } from './waiting.ts'

export type AggregateWatch<State extends AnyState> = {
  readonly audited?: (state: State) => Audited
  readonly times?: Times<State>
  /** Which of the aggregates that have a deadline do not get on. */
  readonly stuck?: (now: Date) => Filter<AggregateDocument>
}

export function watchAggregates<State extends AnyState>(
  contract: Pick<Contract, 'metric'>,
  registry: Registry,
  documents: Collection<AggregateDocument>,
  events: Collection<LogEntry>,
  { audited = () => ({ totals: {} }), stuck }: AggregateWatch<State>,
): void {
  watchOutboxes(contract, registry, documents)
  showAudit(contract, registry, new Audit([auditedAggregates({ documents, events, audited })]))
  if (stuck) watchSagas(contract, registry, documents, stuck)
}
