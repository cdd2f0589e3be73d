/** The audit of a service's aggregates: each by itself, sums over all, and whether their events are in the log. */

import type { Collection } from 'mongodb'
import { type AggregateDocument, loadedAggregate } from '../aggregates/document.ts'
import type { AnyState } from '../decider.ts'
import { type LogEntry, logId } from '../outbox/mongo-log.ts'
import { type Audited, newestId, AuditTotals, type Walk } from './audit.ts'
import { timeoutMS } from './counting.ts'

type AggregateAudit<State extends AnyState> = {
  readonly documents: Collection<AggregateDocument>
  readonly events: Collection<LogEntry>
  readonly audited: (state: State) => Audited
  readonly atOnce?: number // aggregates; default 1,000
}

/** A walk of an audit; `audited` says what one aggregate in this state adds up to, and breaks. */
export function auditedAggregates<State extends AnyState>({
  documents,
  events,
  audited,
  atOnce = 1_000,
}: AggregateAudit<State>): Walk {
  const page: Walk['page'] = async (after, end) => {
    const seen = await documents
      .find({ _id: { $gt: after, $lte: end } }, { projection: { operations: 0, outbox: 0 }, timeoutMS })
      .sort({ _id: 1 })
      .limit(atOnce)
      .toArray()
    const found = new AuditTotals()
    found.aggregates = seen.length
    found.breaks('log', await unlogged(events, seen))
    for (const document of seen) {
      const { totals, broken = [] } = audited(loadedAggregate<State>({ ...document, operations: {}, outbox: {} }).state)
      for (const [what, value] of Object.entries(totals)) found.total(what, value)
      for (const invariant of broken) found.breaks(invariant)
    }
    return { found, next: seen.length < atOnce ? undefined : seen.at(-1)?._id }
  }
  return { newest: () => newestId(documents), page }
}

/** How many have an empty outbox, and a version that is not in the log. */
async function unlogged(events: Collection<LogEntry>, page: readonly AggregateDocument[]): Promise<number> {
  const ids = page.filter(({ outboxSince }) => !outboxSince).map(({ _id, version }) => logId(_id, version))
  if (ids.length === 0) return 0
  const found = await events.find({ _id: { $in: ids } }, { projection: { _id: 1 }, timeoutMS }).toArray()
  return ids.length - found.length
}
