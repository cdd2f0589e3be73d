/** After NATS has lost its data, or the last of it: the stream is refilled, and what else is wrong is found. */

import { makeMissingConsumers } from '@shop/events/access/make-all.ts'
import { log } from '@shop/events/collections.ts'
import { beganAt } from '@shop/events/messaging/streams.ts'
import { logPages } from '@shop/events/outbox/log-pages.ts'
import type { RecoveryConnections } from './connections.ts'
import { refill, type Refilled } from './refill.ts'
import { type Alarm, behind, mismatched, unmarkForked } from './log-mismatches.ts'
import { StreamIds } from './stream-ids.ts'

/** Until the service itself, or npm run streams, says otherwise. */
const ackWaitMs = 5_000

export type Recovered = {
  readonly since: Date
  readonly onStream: number // events that were there before
  readonly refilled: Readonly<Record<string, Refilled>> // by aggregate
  readonly alarms: readonly Alarm[]
}

/**
 * `since`: by default as far back as the stream keeps events. `closed`: the shop does not run. `onProgress` is called often,
 * with the current step and its progress.
 */
export async function recover(
  connections: Pick<RecoveryConnections, 'contract' | 'mongo' | 'streams'>,
  { since = undefined as Date | undefined, closed = false, onProgress = (_what: string): void => undefined } = {},
): Promise<Recovered> {
  const from = since ?? (await oldestOnStream(connections))
  const onStream = new StreamIds(connections.streams)
  await onStream.read((messages, of) => onProgress(`reading the stream: ${messages} of ${of} messages`))
  const before = onStream.size
  const refilled = await refill(connections, onStream, { since: from, closed }, (aggregate, { read, filled }) =>
    onProgress(`comparing the events of ${aggregate}: ${read} events, ${filled} were missing`),
  )
  await makeMissingConsumers(connections.streams, connections.contract, ackWaitMs)
  return { since: from, onStream: before, refilled, alarms: await alarmsIn(connections, from, onProgress) }
}

async function oldestOnStream({ streams }: Pick<RecoveryConnections, 'streams'>): Promise<Date> {
  const info = await streams.manager.streams.info(streams.names.events)
  const { config, ts } = info
  return oldestToBeFilled({
    maxAgeMs: config.max_age / 1e6,
    beganAt: beganAt(info, streams.names),
    now: ts === undefined ? new Date() : new Date(ts),
  })
}

/**
 * What is older has left the stream by its age, and has long been handled, or lies among the dead letters. A stream that is younger than
 * that was lost, or emptied by a restore, with the dead letters, which may be of any age: then all events are filled, and what could not be
 * handled fails again.
 */
export function oldestToBeFilled(stream: {
  readonly maxAgeMs: number // 0: it keeps them for ever
  readonly beganAt: Date
  readonly now: Date
}): Date {
  const { maxAgeMs, beganAt, now } = stream
  const oldest = now.getTime() - maxAgeMs
  return maxAgeMs === 0 || beganAt.getTime() > oldest ? new Date(0) : new Date(oldest)
}

async function alarmsIn(
  { mongo, contract }: Pick<RecoveryConnections, 'mongo' | 'contract'>,
  since: Date,
  onProgress: (what: string) => void,
): Promise<readonly Alarm[]> {
  const alarms: Alarm[] = []
  for (const aggregate of contract.aggregates) {
    onProgress(`holding the documents of ${aggregate.name} against their log`)
    await unmarkForked(mongo, aggregate)
    const found = [...(await mismatched(mongo, aggregate))]
    for await (const page of logPages(log(mongo, aggregate), since))
      found.push(...(await behind(mongo, aggregate, page)))
    alarms.push(...new Map(found.map((alarm) => [alarm.id, alarm])).values())
  }
  return alarms
}
