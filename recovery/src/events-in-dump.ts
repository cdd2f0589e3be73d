/**
 * All events of a dump: those in its documents' outboxes and in its logs. Documents were dumped first, so every event that was
 * published by then is among them, also where it was logged after its log was read.
 */

import type { AggregateDocument } from '@shop/events/aggregates/document.ts'
import { type CollectionKind, logOf } from '@shop/events/collections.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { Chain } from '@shop/events/history/chain.ts'
import type { LogEntry } from '@shop/events/outbox/mongo-log.ts'
import { oldestFirst } from '@shop/events/outbox/outbox-pages.ts'
import { readDump } from './dump-files.ts'

/** Each aggregate's oldest first, as far as its outbox and its log chain. */
export async function* publishedInDump(
  folder: string,
  aggregate: CollectionKind,
): AsyncGenerator<RawEnvelope, void, void> {
  const outboxes = new Map<string, RawEnvelope[]>()
  for await (const page of outboxesInDump(folder, aggregate))
    for (const [id, events] of Map.groupBy(page, ({ aggregateId }) => aggregateId)) outboxes.set(id, events)
  let chain = new Chain<RawEnvelope>([])
  let last = ''
  for await (const page of readDump<LogEntry>(folder, logOf(aggregate)))
    for (const { event } of page) {
      const { aggregateId: id } = event
      if (id !== last) {
        yield* chain.remaining()
        chain = new Chain(outboxes.get(id) ?? [])
        outboxes.delete(id)
        last = id
      }
      yield* chain.before(event)
      yield event
    }
  yield* chain.remaining()
  for (const events of outboxes.values()) yield* new Chain(events).remaining()
}

/** By page of documents; of one document oldest first. */
export async function* outboxesInDump(
  folder: string,
  aggregate: CollectionKind,
): AsyncGenerator<readonly RawEnvelope[], void, void> {
  for await (const page of readDump<AggregateDocument>(folder, aggregate.documents)) {
    const events = page.flatMap(({ outbox }) => oldestFirst(outbox))
    if (events.length > 0) yield events
  }
}
