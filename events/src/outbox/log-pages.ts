/** A whole log, page by page: for what looks at every event there is. */

import type { Collection } from 'mongodb'
import type { LogEntry } from './mongo-log.ts'

const pageSize = 500 // entries

/**
 * By aggregate, and of one aggregate oldest first. `since`: only what happened from then on, which spares the network and the
 * caller, but no reading in the database. Entries that come meanwhile may be among them, or not.
 *
 * @example
 * for await (const page of logPages(log(mongo, contract.aggregate('counter')))) console.log(page.length)
 */
export async function* logPages(
  log: Collection<LogEntry>,
  since?: Date,
): AsyncGenerator<readonly [LogEntry, ...LogEntry[]], void, void> {
  const young = since ? { 'event.occurredAt': { $gte: since.toISOString() } } : {}
  for (let last = ''; ;) {
    const [first, ...rest] = await log
      .find({ _id: { $gt: last }, ...young })
      .sort({ _id: 1 })
      .limit(pageSize)
      .toArray()
    if (!first) return
    yield [first, ...rest]
    last = (rest.at(-1) ?? first)._id
  }
}
