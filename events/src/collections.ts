/** Where the services keep what cannot be derived from anything else. */

import { nativeCollection } from '@shop/platform/mongo.ts'
import type { Collection } from 'mongodb'
import type { AggregateDocument } from './aggregates/document.ts'
import type { Aggregate } from './contract/catalog.ts'
import { MongoHistory } from './history/mongo-history.ts'
import type { LogEntry } from './outbox/mongoLog.ts'

type Connection = Parameters<typeof nativeCollection>[0]

/** The collections of the aggregates' documents. */
export const documentsOf: Readonly<Record<Aggregate, string>> = {
  order: 'orders',
  product: 'products',
  account: 'accounts',
  delivery: 'deliveries',
}

/** All there are: whoever goes through them all, as a backup does, forgets none that comes. */
export const aggregates: readonly Aggregate[] = Object.keys(documentsOf).filter(isAggregate)

function isAggregate(name: string): name is Aggregate {
  return Object.hasOwn(documentsOf, name)
}

export const logOf = (aggregate: Aggregate): string => `${aggregate}_events`

/** What has happened to all aggregates of one kind. */
export function historyOf(mongo: Connection, aggregate: Aggregate): MongoHistory {
  return new MongoHistory(documents(mongo, aggregate), log(mongo, aggregate))
}

export function documents(mongo: Connection, aggregate: Aggregate): Collection<AggregateDocument> {
  return nativeCollection<AggregateDocument>(mongo, documentsOf[aggregate])
}

export function log(mongo: Connection, aggregate: Aggregate): Collection<LogEntry> {
  return nativeCollection<LogEntry>(mongo, logOf(aggregate))
}
