/**
 * Brings documents forward to what their logs say, as after a backup of the documents was restored. The services must not run: they
 * would go on from what they remember.
 */

import type { AggregateDocument } from '@shop/events/aggregates/document.ts'
import { reach } from '@shop/events/aggregates/mongoDocuments.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import type { AnyState } from '@shop/events/decider.ts'
import { logPages } from '@shop/events/outbox/logPages.ts'
import { MongoLog } from '@shop/events/outbox/mongoLog.ts'
import type { Aggregate } from '@shop/events/contract/catalog.ts'
import type { Connection } from 'mongoose'
import { documents, log } from './collections.ts'
import { folded, type Folds } from './folding.ts'

export type Rolled = { readonly events: number; readonly documents: number } // read; written

/** Answers how much there was to do. Run again, there is nothing. Rejects where a log has a gap or cannot be read. */
export async function rollForward<State extends AnyState>(
  mongo: Connection,
  aggregate: Aggregate,
  folds: Folds<State>,
  told: (rolled: Rolled) => void = () => undefined,
): Promise<Rolled> {
  const target = documents(mongo, aggregate)
  let done: Rolled = { events: 0, documents: 0 }
  for await (const histories of historiesOf(mongo, aggregate)) {
    const found = await target.find({ _id: { $in: [...histories.keys()] } }).toArray()
    const there = new Map(found.map((document) => [document._id, document]))
    const written: AggregateDocument[] = []
    for (const [id, events] of histories) {
      const document = await forward(mongo, aggregate, folds, id, there.get(id), events)
      if (document) written.push(document)
    }
    if (written.length > 0) await reach(() => target.bulkWrite(written.map(replacement), { ordered: false }))
    const read = [...histories.values()].reduce((sum, { length }) => sum + length, 0)
    done = { events: done.events + read, documents: done.documents + written.length }
    told(done)
  }
  return done
}

/** What the document is to be; undefined where it is that already. */
async function forward<State extends AnyState>(
  mongo: Connection,
  aggregate: Aggregate,
  folds: Folds<State>,
  id: string,
  found: AggregateDocument | undefined,
  events: readonly RawEnvelope[],
): Promise<AggregateDocument | undefined> {
  const ofOperations = (operations: readonly string[]) =>
    new MongoLog(log(mongo, aggregate)).ofOperations(id, operations)
  const newest = events.at(-1)?.aggregateVersion ?? 0
  if (!found) return folded(folds, id, undefined, events, ofOperations)
  if (found.version === newest) return undefined
  if (found.version < newest) {
    const tail = events.filter(({ aggregateVersion }) => aggregateVersion > found.version)
    return folded(folds, id, found, tail, ofOperations)
  }
  if (tellsTheRest(found, newest)) return undefined
  return folded(folds, id, undefined, events, ofOperations)
}

/** What the log does not have yet stands in the outbox. */
function tellsTheRest({ version, outbox }: AggregateDocument, logged: number): boolean {
  for (let next = logged + 1; next <= version; next += 1) if (!outbox[String(next)]) return false
  return true
}

/** Whole histories of aggregates, several at a time. */
async function* historiesOf(
  mongo: Connection,
  aggregate: Aggregate,
): AsyncGenerator<ReadonlyMap<string, readonly RawEnvelope[]>, void, void> {
  let histories = new Map<string, RawEnvelope[]>()
  for await (const page of logPages(log(mongo, aggregate))) {
    const last = page.at(-1)?.event.aggregateId
    for (const { event } of page) {
      const history = histories.get(event.aggregateId)
      if (history) history.push(event)
      else histories.set(event.aggregateId, [event])
    }
    const open = last === undefined ? undefined : histories.get(last) // it may go on in the next page
    if (last !== undefined) histories.delete(last)
    if (histories.size > 0) yield histories
    histories = new Map(last !== undefined && open ? [[last, open]] : [])
  }
  if (histories.size > 0) yield histories
}

function replacement(document: AggregateDocument) {
  return { replaceOne: { filter: { _id: document._id }, replacement: document, upsert: true } }
}
