/** The logs of all services that a page tells of: what a rebuild reads, and the audit. */
import type { Aggregate } from '@shop/events/contract/catalog.ts'
import type { LogEntry } from '@shop/events/outbox/mongoLog.ts'
import { nativeCollection } from '@shop/platform/mongo.ts'
import type { Collection } from 'mongodb'
import type { Connection } from 'mongoose'

export type Logs = Readonly<Record<Aggregate, Collection<LogEntry>>>

export function openLogs(connection: Connection): Logs {
  const log = (aggregate: Aggregate) => nativeCollection<LogEntry>(connection, `${aggregate}_events`)
  return { order: log('order'), product: log('product'), account: log('account'), delivery: log('delivery') }
}
