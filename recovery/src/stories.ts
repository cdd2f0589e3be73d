/**
 * Documents that do not tell the story of their log, as after a backup of one of the two was restored. Their services write nothing more
 * to them until that is mended.
 */

import { documents, log } from '@shop/events/collections.ts'
import type { Aggregate } from '@shop/events/contract/catalog.ts'
import type { LogEntry } from '@shop/events/outbox/mongoLog.ts'
import { logId } from '@shop/events/outbox/mongoLog.ts'
import { outboxPages } from '@shop/events/outbox/outboxPages.ts'
import type { Connection } from 'mongoose'

export type Alarm = { readonly aggregate: Aggregate; readonly id: string; readonly problem: string }

/**
 * Of documents with events in their outbox: those whose log has that version with another id, or not the one before, so that it
 * refuses them for ever.
 */
export async function disputed(mongo: Connection, aggregate: Aggregate): Promise<Alarm[]> {
  const alarms: Alarm[] = []
  for await (const page of outboxPages(documents(mongo, aggregate))) {
    const oldest = page.map(([first]) => first)
    const places = oldest.flatMap(({ aggregateId, aggregateVersion: version }) =>
      [version - 1, version].filter((one) => one > 0).map((one) => logId(aggregateId, one)),
    )
    const logged = await entriesAt(mongo, aggregate, places)
    for (const { id, aggregateId, aggregateVersion: version } of oldest) {
      const there = logged.get(logId(aggregateId, version))
      if (there !== undefined && there !== id)
        alarms.push({ aggregate, id: aggregateId, problem: `its log has another version ${version} than its document` })
      else if (version > 1 && !logged.has(logId(aggregateId, version - 1)))
        alarms.push({ aggregate, id: aggregateId, problem: `its log lacks version ${version - 1}` })
    }
  }
  return alarms
}

/** Of the aggregates that these entries of the log tell of: those whose document is older than that, or not there. */
export async function behind(mongo: Connection, aggregate: Aggregate, entries: readonly LogEntry[]): Promise<Alarm[]> {
  const logged = new Map<string, number>()
  for (const { event } of entries)
    logged.set(event.aggregateId, Math.max(event.aggregateVersion, logged.get(event.aggregateId) ?? 0))
  const found = await documents(mongo, aggregate)
    .find({ _id: { $in: [...logged.keys()] } }, { projection: { version: 1 } })
    .toArray()
  const versions = new Map(found.map(({ _id, version }) => [_id, version]))
  return [...logged].flatMap(([id, version]) => {
    const has = versions.get(id) ?? 0
    if (has >= version) return []
    const document = has === 0 ? 'there is no document' : `its document is at version ${has}`
    return [{ aggregate, id, problem: `${document}, its log at ${version}` }]
  })
}

async function entriesAt(
  mongo: Connection,
  aggregate: Aggregate,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = await log(mongo, aggregate)
    .find({ _id: { $in: [...ids] } }, { projection: { 'event.id': 1 } })
    .toArray()
  return new Map(found.map(({ _id, event }) => [_id, event.id]))
}
