/**
 * All that anybody may have heard of, page by page. An event is logged and published side by side, and stands in its document's outbox
 * until both is done. So outboxes are read first and then the log: what goes from one to the other meanwhile is met all the same.
 */

import type { Collection } from 'mongodb'
import type { AggregateDocument } from '../aggregates/document.ts'
import { logPages } from './logPages.ts'
import { entryOf, type LogEntry } from './mongoLog.ts'
import { outboxPages } from './outboxPages.ts'

/** As `logPages`, but first, as entries, what is not logged yet: some of it is met again in the log. */
export async function* toldPages(
  documents: Collection<AggregateDocument>,
  log: Collection<LogEntry>,
  since?: Date,
): AsyncGenerator<readonly LogEntry[], void, void> {
  const from = since?.toISOString() ?? ''
  for await (const page of outboxPages(documents)) {
    const young = page.flat().filter(({ occurredAt }) => occurredAt >= from)
    const unlogged = await notIn(log, young.map(entryOf))
    if (unlogged.length > 0) yield unlogged
  }
  yield* logPages(log, since)
}

/** Where the log has another event in the place of one, its word holds. */
async function notIn(log: Collection<LogEntry>, entries: readonly LogEntry[]): Promise<LogEntry[]> {
  const ids = entries.map(({ _id }) => _id)
  const found = await log.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray()
  const there = new Set(found.map(({ _id }) => _id))
  return entries.filter(({ _id }) => !there.has(_id))
}
