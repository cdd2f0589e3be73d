/** What stands in the outboxes of a whole collection, page by page. */

import type { Collection } from 'mongodb'
import type { AggregateDocument } from '../aggregates/document.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'

const pageSize = 500 // documents

/** By document: its events, oldest first. Empty outboxes are passed over. What comes to an outbox meanwhile may be among them, or not. */
export async function* outboxPages(
  documents: Collection<AggregateDocument>,
): AsyncGenerator<readonly (readonly [Envelope, ...Envelope[]])[], void, void> {
  for (let last = ''; ;) {
    const page = await documents
      .find({ _id: { $gt: last }, outboxSince: { $exists: true } }, { projection: { outbox: 1 } })
      .sort({ _id: 1 })
      .limit(pageSize)
      .toArray()
    const newest = page.at(-1)
    if (!newest) return
    last = newest._id
    const full = page.flatMap(({ outbox }) => {
      const [first, ...rest] = oldestFirst(outbox)
      return first ? [[first, ...rest] as const] : []
    })
    if (full.length > 0) yield full
  }
}

/** The events of one outbox, by version. */
export function oldestFirst(outbox: AggregateDocument['outbox']): Envelope[] {
  return Object.values(outbox).sort((a, b) => a.aggregateVersion - b.aggregateVersion)
}
