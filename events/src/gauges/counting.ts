import type { Collection, Filter } from 'mongodb'
import type { AggregateDocument } from '../aggregates/document.ts'

export const timeoutMS = 2_000
export const maxCounted = 10_000

/** Before all dates: a range from here leads every server to a sparse index. */
export const epoch = new Date(0)

/** Counting goes no further than anybody needs to know. */
export function boundedCount(
  documents: Collection<AggregateDocument>,
  filter: Filter<AggregateDocument>,
): Promise<number> {
  return documents.countDocuments(filter, { limit: maxCounted, timeoutMS })
}
