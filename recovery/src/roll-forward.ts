/**
 * Brings documents forward to what their logs say, as after a backup of the documents was restored. The services must not run: they
 * would go on from what they have in memory.
 */

import { type AggregateDocument, loadedAggregate } from '@shop/events/aggregates/document.ts'
import { reach } from '@shop/events/aggregates/mongo-documents.ts'
import { documents, type CollectionKind, log } from '@shop/events/collections.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import type { AggregateDefinition } from '@shop/events/contract/contract.ts'
import { logPages } from '@shop/events/outbox/log-pages.ts'
import { logRange, MongoLog } from '@shop/events/outbox/mongo-log.ts'
import type { Connection } from 'mongoose'
import { folded, type Folds } from './folding.ts'
import type { RecoveryConnections } from './connections.ts'

export type Rolled = { readonly events: number; readonly documents: number } // read; written

const pageSize = 500 // events

/** Answers how much there was to do. Run again, there is nothing. Rejects where a log has a gap or cannot be read. */
export async function rollForward(
  { mongo, contract }: Pick<RecoveryConnections, 'mongo' | 'contract'>,
  aggregate: AggregateDefinition,
  onProgress: (rolled: Rolled) => void = () => undefined,
): Promise<Rolled> {
  const target = documents(mongo, aggregate)
  const folds: Folds = { ...aggregate, contract }
  let done: Rolled = { events: 0, documents: 0 }
  let last: string | undefined // its history may go on in the next page: it is one document all the same
  for await (const page of logPages(log(mongo, aggregate))) {
    const pieces = Map.groupBy(
      page.map(({ event }) => event),
      ({ aggregateId }) => aggregateId,
    )
    const found = await target.find({ _id: { $in: [...pieces.keys()] } }).toArray()
    const there = new Map(found.map((document) => [document._id, document]))
    const written: AggregateDocument[] = []
    for (const [id, events] of pieces) {
      const document = await forward(mongo, aggregate, folds, id, there.get(id), events)
      if (document) written.push(document)
    }
    if (written.length > 0) await reach(() => target.bulkWrite(written.map(replacement), { ordered: false }))
    const others = written.filter(({ _id }) => _id !== last)
    done = { events: done.events + page.length, documents: done.documents + others.length }
    last = written.at(-1)?._id
    onProgress(done)
  }
  return done
}

/**
 * What the document is to be after this piece of its history; undefined where it is that already, or further. One that does not chain
 * with its log is folded anew from the first event.
 */
async function forward(
  mongo: Connection,
  aggregate: CollectionKind,
  folds: Folds,
  id: string,
  found: AggregateDocument | undefined,
  events: readonly RawEnvelope[],
): Promise<AggregateDocument | undefined> {
  const logged = new MongoLog(log(mongo, aggregate))
  const fold = (before: AggregateDocument | undefined, piece: readonly RawEnvelope[]) =>
    folded(folds, id, before, piece, (operations) => logged.ofOperations(id, operations))
  const last = events.at(-1)?.aggregateVersion ?? 0
  const version = found?.version ?? 0
  if (!found || !isForked(found, events)) {
    if (version === last) return undefined
    if (version < last) return fold(found, events.filter(({ aggregateVersion: at }) => at > version)) // prettier-ignore
    const newest = await newestVersion(mongo, aggregate, id)
    if (newest > last || (found && isUnpublished(found, newest))) return undefined // the next page has more, or the outbox does
  }
  let document: AggregateDocument | undefined
  for (let from = 1; from <= last; from += pageSize)
    document = await fold(document, await logged.read(id, from, Math.min(last, from + pageSize - 1)))
  return document
}

/** Its outbox has another event at the version of one of these, or its records name another operation there. */
function isForked(document: AggregateDocument, events: readonly RawEnvelope[]): boolean {
  const { records, outbox } = loadedAggregate(document)
  const caused = new Map([...records].map(([operation, { at }]) => [at, operation]))
  return events.some(
    ({ id, operation, aggregateVersion: at }) =>
      (outbox.get(at)?.id ?? id) !== id || (caused.get(at) ?? operation) !== operation,
  )
}

/** What the log does not have yet stands in the outbox. */
function isUnpublished({ version, outbox }: AggregateDocument, logged: number): boolean {
  for (let next = logged + 1; next <= version; next += 1) if (!outbox[String(next)]) return false
  return true
}

async function newestVersion(mongo: Connection, aggregate: CollectionKind, id: string): Promise<number> {
  const [entry] = await log(mongo, aggregate)
    .find({ _id: logRange(id) }, { projection: { 'event.aggregateVersion': 1 } })
    .sort({ _id: -1 })
    .limit(1)
    .toArray()
  return entry?.event.aggregateVersion ?? 0
}

function replacement(document: AggregateDocument) {
  return { replaceOne: { filter: { _id: document._id }, replacement: document, upsert: true } }
}
