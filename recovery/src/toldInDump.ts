/**
 * All events that a dump tells of: what its documents' outboxes hold, and its logs. Documents were dumped first, so whatever anybody had
 * heard of by then is among them, also where it was logged after its log was read.
 */

import type { AggregateDocument } from '@shop/events/aggregates/document.ts'
import { documentsOf, logOf } from '@shop/events/collections.ts'
import type { Aggregate } from '@shop/events/contract/catalog.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import type { LogEntry } from '@shop/events/outbox/mongoLog.ts'
import { oldestFirst } from '@shop/events/outbox/outboxPages.ts'
import { readDump } from './dumpFiles.ts'

/** Each aggregate's oldest first. Where log and outbox have the same version, the log's word holds. */
export async function* toldInDump(folder: string, aggregate: Aggregate): AsyncGenerator<RawEnvelope, void, void> {
  const outboxes = new Map<string, RawEnvelope[]>()
  for await (const page of outboxesInDump(folder, aggregate))
    for (const [id, events] of Map.groupBy(page, ({ aggregateId }) => aggregateId)) outboxes.set(id, events)
  let last = ''
  for await (const page of readDump<LogEntry>(folder, logOf(aggregate)))
    for (const { event } of page) {
      const { aggregateId: id, aggregateVersion: version } = event
      if (id !== last) yield* taken(outboxes, last, Infinity)
      yield* taken(outboxes, id, version)
      yield event
      last = id
    }
  for (const id of outboxes.keys()) yield* taken(outboxes, id, Infinity)
}

/** By page of documents; of one document oldest first. */
export async function* outboxesInDump(
  folder: string,
  aggregate: Aggregate,
): AsyncGenerator<readonly RawEnvelope[], void, void> {
  for await (const page of readDump<AggregateDocument>(folder, documentsOf[aggregate])) {
    const events = page.flatMap(({ outbox }) => oldestFirst(outbox))
    if (events.length > 0) yield events
  }
}

/** Takes out what is before that version, and that version with it: only the former is answered. */
function taken(outboxes: Map<string, RawEnvelope[]>, id: string, version: number): readonly RawEnvelope[] {
  const waiting = outboxes.get(id)
  if (!waiting) return []
  outboxes.set(
    id,
    waiting.filter(({ aggregateVersion }) => aggregateVersion > version),
  )
  return waiting.filter(({ aggregateVersion }) => aggregateVersion < version)
}
