/** Where the services keep what cannot be derived from anything else. */

import type { Collection } from 'mongodb'
import type { AggregateDocument } from './aggregates/document.ts'
import { MongoHistory } from './history/mongo-history.ts'
import { type DatabaseSource, nativeCollection } from './native-collection.ts'
import type { LogEntry } from './outbox/mongo-log.ts'

/** A kind of aggregate, and the collection of its documents. */
export type CollectionKind = { readonly name: string; readonly documents: string }

/** The collection that the events of this kind are logged in. */
export const logOf = (kind: Pick<CollectionKind, 'name'>): string => `${kind.name}_events`

/**
 * What has happened to all aggregates of one kind.
 *
 * @example
 * for await (const events of historyOf(mongo, contract.aggregate('counter')).pages()) console.log(events.length)
 */
export function historyOf(mongo: DatabaseSource, kind: CollectionKind): MongoHistory {
  return new MongoHistory(documents(mongo, kind), log(mongo, kind))
}

/** Where the aggregates of this kind stand, one document each. */
export function documents(
  mongo: DatabaseSource,
  kind: Pick<CollectionKind, 'documents'>,
): Collection<AggregateDocument> {
  return nativeCollection<AggregateDocument>(mongo, kind.documents)
}

/** Where their events are logged, for ever. */
export function log(mongo: DatabaseSource, kind: Pick<CollectionKind, 'name'>): Collection<LogEntry> {
  return nativeCollection<LogEntry>(mongo, logOf(kind))
}
