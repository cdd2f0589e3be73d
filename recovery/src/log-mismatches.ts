/**
 * Documents that contradict their log, as after a backup of one of the two was restored. Their services write nothing more to them until
 * they agree again.
 */

import { documents, historyOf, type CollectionKind } from '@shop/events/collections.ts'
import type { Break } from '@shop/events/history/chain.ts'
import type { LogEntry } from '@shop/events/outbox/mongo-log.ts'
import type { Connection } from 'mongoose'

export type Alarm = { readonly aggregate: string; readonly id: string; readonly problem: string }

/** Of documents with events in their outbox: those that do not chain with their log, so that it refuses them for ever. */
export async function mismatched(mongo: Connection, kind: CollectionKind): Promise<Alarm[]> {
  const alarms: Alarm[] = []
  for await (const page of historyOf(mongo, kind).outboxes())
    for (const { aggregateId: id, broken } of page)
      if (broken) alarms.push({ aggregate: kind.name, id, problem: problemOf(broken) })
  return alarms
}

function problemOf({ version, why }: Break): string {
  switch (why) {
    case 'another is logged':
      return `its log has another version ${version} than its document`
    case 'the one before is missing':
      return `its log lacks version ${version - 1}`
  }
}

/** Documents that their service has given up, and that chain with their log again, are taken up again. */
export async function unmarkForked(mongo: Connection, kind: CollectionKind): Promise<void> {
  for await (const page of historyOf(mongo, kind).outboxes()) {
    const _id = { $in: page.filter(({ broken }) => !broken).map(({ aggregateId }) => aggregateId) }
    await documents(mongo, kind).updateMany({ _id, disputed: { $exists: true } }, { $unset: { disputed: true } })
  }
}

/** Of the aggregates in these log entries: those whose document is older than its log, or missing. */
export async function behind(mongo: Connection, kind: CollectionKind, entries: readonly LogEntry[]): Promise<Alarm[]> {
  const logged = new Map<string, number>()
  for (const { event } of entries)
    logged.set(event.aggregateId, Math.max(event.aggregateVersion, logged.get(event.aggregateId) ?? 0))
  const found = await documents(mongo, kind)
    .find({ _id: { $in: [...logged.keys()] } }, { projection: { version: 1 } })
    .toArray()
  const versions = new Map(found.map(({ _id, version }) => [_id, version]))
  return [...logged].flatMap(([id, version]) => {
    const has = versions.get(id) ?? 0
    if (has >= version) return []
    const document = has === 0 ? 'there is no document' : `its document is at version ${has}`
    return [{ aggregate: kind.name, id, problem: `${document}, its log at ${version}` }]
  })
}
