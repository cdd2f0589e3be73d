/** A stretch of one aggregate's history, out of its two sources. */

import type { EventLog } from '../aggregates/ports.ts'
import type { RawEnvelope } from '../contract/envelope.ts'
import { Chain } from './chain.ts'

export type HistorySources = {
  /** Oldest first. */
  readonly outboxOf: (aggregateId: string) => Promise<readonly RawEnvelope[]>
  readonly log: Pick<EventLog, 'read'>
}

/** Versions in [from, to], oldest first, as far as they chain. The outbox is read first: what goes from there to the log meanwhile is met. */
export async function readStretch(
  { outboxOf, log }: HistorySources,
  aggregateId: string,
  from: number,
  to: number,
): Promise<RawEnvelope[]> {
  const outbox = await outboxOf(aggregateId)
  const first = Math.min(from, ...outbox.map(({ aggregateVersion }) => aggregateVersion))
  const last = Math.max(to, ...outbox.map(({ aggregateVersion }) => aggregateVersion))
  const logged = await log.read(aggregateId, first - 1, last)
  const chain = new Chain(outbox)
  const events = [...logged.flatMap((event) => [...chain.before(event), event]), ...chain.remaining()]
  const wanted = events.filter(({ aggregateVersion: version }) => version >= from && version <= to)
  return wanted.filter(({ aggregateVersion }, index) => aggregateVersion === from + index)
}
