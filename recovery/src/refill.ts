/**
 * Brings back to the stream what it has lost: every event that is in a log, or stands in an outbox, and is on the stream no more. The events keep their ids, so
 * a service that has handled one before finds its operation record, and does nothing again.
 */

import { historyOf } from '@shop/events/collections.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { JetStreamPublisher } from '@shop/events/messaging/jet-stream-publisher.ts'
import { v7 as uuidV7 } from 'uuid'
import type { RecoveryConnections } from './connections.ts'
import type { StreamIds } from './stream-ids.ts'

export type Refilled = { readonly read: number; readonly filled: number }

/**
 * Events from `since` on. May be run at any time and again; while the shop runs, an event that is just being published may be
 * on the stream twice, as any event may. `closed`: the shop does not run, so that the stream need not be read again for
 * what has come meanwhile. Rejects where MongoDB or NATS fails: what was filled until then is kept.
 */
export async function refill(
  { contract, mongo, streams }: Pick<RecoveryConnections, 'contract' | 'mongo' | 'streams'>,
  onStream: StreamIds,
  { since, closed }: { readonly since: Date; readonly closed: boolean },
  onProgress: (aggregate: string, refilled: Refilled) => void = () => undefined,
): Promise<Readonly<Record<string, Refilled>>> {
  const publisher = new JetStreamPublisher(streams)
  const none: Refilled = { read: 0, filled: 0 }
  const done: Record<string, Refilled> = {}
  for (const aggregate of contract.aggregates) {
    const { name } = aggregate
    done[name] = none
    for await (const page of historyOf(mongo, aggregate).pages(since)) {
      const missing = await missingOf(page, onStream, closed)
      await Promise.all(missing.map((event) => publisher.publish(event, `${event.id}:${uuidV7()}`)))
      const before: Refilled = done[name] ?? none
      onProgress(name, (done[name] = { read: before.read + page.length, filled: before.filled + missing.length }))
    }
  }
  return done
}

async function missingOf(
  events: readonly RawEnvelope[],
  onStream: StreamIds,
  closed: boolean,
): Promise<readonly RawEnvelope[]> {
  const seemMissing = events.filter(({ id }) => !onStream.has(id))
  if (closed || seemMissing.length === 0) return seemMissing
  await onStream.read() // what was published meanwhile is not missing
  return seemMissing.filter(({ id }) => !onStream.has(id))
}
