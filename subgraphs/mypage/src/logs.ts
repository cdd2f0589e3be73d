/** The logs of all services that a page tells of. */
import type { Aggregate } from '@shop/events/contract/catalog.ts'
import { log } from '@shop/events/collections.ts'
import type { LogEntry } from '@shop/events/outbox/mongoLog.ts'
import type { Collection } from 'mongodb'
import type { Connection } from 'mongoose'

export type Logs = Readonly<Record<Aggregate, Collection<LogEntry>>>

export function openLogs(connection: Connection): Logs {
  const of = (aggregate: Aggregate) => log(connection, aggregate)
  return { order: of('order'), product: of('product'), account: of('account'), delivery: of('delivery') }
}
