/** Where the services keep what cannot be derived from anything else. */

import type { AggregateDocument } from '@shop/events/aggregates/document.ts'
import type { Aggregate } from '@shop/events/contract/catalog.ts'
import type { LogEntry } from '@shop/events/outbox/mongoLog.ts'
import { nativeCollection } from '@shop/platform/mongo.ts'
import type { Connection, mongo } from 'mongoose'

/** The collections of the aggregates' documents. */
export const documentsOf: Readonly<Record<Aggregate, string>> = {
  order: 'orders',
  product: 'products',
  account: 'accounts',
  delivery: 'deliveries',
}

export const aggregates = ['order', 'product', 'account', 'delivery'] as const satisfies readonly Aggregate[]

export const logOf = (aggregate: Aggregate): string => `${aggregate}_events`

export function documents(mongo: Connection, aggregate: Aggregate): mongo.Collection<AggregateDocument> {
  return nativeCollection<AggregateDocument>(mongo, documentsOf[aggregate])
}

export function log(mongo: Connection, aggregate: Aggregate): mongo.Collection<LogEntry> {
  return nativeCollection<LogEntry>(mongo, logOf(aggregate))
}
