/** Where the services keep what cannot be derived from anything else. */

import { type Aggregate, domains } from '@shop/contract/domains.ts'
import { nativeCollection } from '@shop/subgraph-server/mongo.ts'
import type { Collection } from 'mongodb'
import type { AggregateDocument } from './aggregates/document.ts'
import { MongoHistory } from './history/mongo-history.ts'
import type { LogEntry } from './outbox/mongoLog.ts'

type Connection = Parameters<typeof nativeCollection>[0]

/** The collections of all aggregates' documents: whoever goes through them, as a backup does, forgets none that comes. */
const collections: ReadonlyMap<string, string> = new Map(
  domains.flatMap(({ aggregates = {} }) =>
    Object.entries(aggregates).map(([name, { documents }]) => [name, documents]),
  ),
)

export const aggregates: readonly Aggregate[] = [...collections.keys()].filter(isAggregate)

function isAggregate(name: string): name is Aggregate {
  return collections.has(name)
}

/** The collection of its documents. */
export function documentsOf(aggregate: Aggregate): string {
  const name = collections.get(aggregate)
  if (name === undefined) throw new TypeError(`${aggregate}: no domain of shop.ts has such an aggregate`)
  return name
}

export const logOf = (aggregate: string): string => `${aggregate}_events`

/** What has happened to all aggregates of one kind. */
export function historyOf(mongo: Connection, aggregate: Aggregate): MongoHistory {
  return new MongoHistory(documents(mongo, aggregate), log(mongo, aggregate))
}

export function documents(mongo: Connection, aggregate: Aggregate): Collection<AggregateDocument> {
  return nativeCollection<AggregateDocument>(mongo, documentsOf(aggregate))
}

export function log(mongo: Connection, aggregate: Aggregate): Collection<LogEntry> {
  return nativeCollection<LogEntry>(mongo, logOf(aggregate))
}
