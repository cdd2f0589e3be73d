/** From the files of a dump into the database: what of it belongs together, and is not there yet. */

import type { AggregateDocument } from '@shop/events/aggregates/document.ts'
import { reach } from '@shop/events/aggregates/mongo-documents.ts'
import { type CollectionKind, log, logOf } from '@shop/events/collections.ts'
import type { Contract } from '@shop/events/contract/contract.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { type LogEntry, MongoLog } from '@shop/events/outbox/mongo-log.ts'
import { duplicateKey, isBulkWriteError, writeErrorsOf } from '@shop/events/mongo-errors.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import type { Connection, mongo as driver } from 'mongoose'
import type { DumpManifest } from './backup.ts'
import { type Cut, CutFinder, keyOf } from './consistent-cut.ts'
import { readDump } from './dump-files.ts'
import { outboxesInDump, publishedInDump } from './events-in-dump.ts'

export type Loaded = { readonly collection: string; readonly read: number; readonly leftOut: number }
type OnLoaded = (loaded: Loaded) => void

const clocksMayDifferMs = 60_000

/** What the logs of the dump have to do without. */
export async function cutOf({ aggregates }: Contract, folder: string, { begun }: DumpManifest): Promise<Cut> {
  const finder = new CutFinder(new Date(begun.getTime() - clocksMayDifferMs))
  for (const aggregate of aggregates) {
    let before: RawEnvelope | undefined
    for await (const event of publishedInDump(folder, aggregate)) {
      finder.add(event, before)
      before = event
    }
  }
  return finder.find()
}

/** Adds entries that are not there, up to the cut. `read` counts what the log's file holds. */
export async function loadLog(
  mongo: Connection,
  folder: string,
  aggregate: CollectionKind,
  cut: Cut,
  onLoaded: OnLoaded,
): Promise<void> {
  const isKept = (event: RawEnvelope) => event.aggregateVersion < (cut.get(keyOf(event)) ?? Infinity)
  await load<LogEntry>(mongo, folder, logOf(aggregate), (page) => page.filter(({ event }) => isKept(event)), onLoaded)
  await logOutboxes(mongo, folder, aggregate, isKept)
}

/** What does not follow on the log, or has another event at its version there, is left out. */
export async function logOutboxes(
  mongo: Connection,
  folder: string,
  aggregate: CollectionKind,
  isKept: (event: RawEnvelope) => boolean = () => true,
): Promise<void> {
  const target = new MongoLog(log(mongo, aggregate))
  for await (const events of outboxesInDump(folder, aggregate)) await target.append(events.filter(isKept))
}

/**
 * Adds documents that are not there, but for those that have no version before the cut, and those whose outbox has what the log does not:
 * they are folded from the log. Outboxes are emptied: what stands in them is in the log.
 */
export async function loadDocuments(
  mongo: Connection,
  folder: string,
  aggregate: CollectionKind,
  cut: Cut,
  onLoaded: OnLoaded,
): Promise<void> {
  const logged = new MongoLog(log(mongo, aggregate))
  const chosen = async (page: readonly AggregateDocument[]) => {
    const waiting = page.flatMap(({ outbox }) => Object.values(outbox))
    const places = waiting.map(({ aggregateId: id, aggregateVersion: version }) => ({ id, version }))
    const there = new Set((await logged.at(places)).map(({ id }) => id))
    return page
      .filter(({ outbox }) => Object.values(outbox).every(({ id }) => there.has(id)))
      .filter(({ _id }) => cut.get(keyOf({ aggregate: aggregate.name, aggregateId: _id })) !== 1)
      .map(({ outboxSince: _, etag: _etag, disputed: _forked, ...document }) => ({ ...document, outbox: {} }))
  }
  await load<AggregateDocument>(mongo, folder, aggregate.documents, chosen, onLoaded)
}

/** Adds all of them that are not there. */
export async function loadKeys(
  mongo: Connection,
  folder: string,
  collection: string,
  onLoaded: OnLoaded,
): Promise<void> {
  await load(mongo, folder, collection, (page) => page, onLoaded)
}

async function load<Document extends { readonly _id: string }>(
  mongo: Connection,
  folder: string,
  collection: string,
  chosen: (page: readonly Document[]) => readonly Document[] | Promise<readonly Document[]>,
  onLoaded: OnLoaded,
): Promise<void> {
  const target = nativeCollection<{ readonly _id: string }>(mongo, collection)
  let [read, leftOut] = [0, 0]
  for await (const page of readDump<Document>(folder, collection)) {
    const kept = await chosen(page)
    if (kept.length > 0) await insertMissing(target, kept)
    read += page.length
    leftOut += page.length - kept.length
    onLoaded({ collection, read, leftOut })
  }
}

async function insertMissing(
  target: driver.Collection<{ readonly _id: string }>,
  found: readonly { readonly _id: string }[],
): Promise<void> {
  try {
    await reach(() => target.insertMany([...found], { ordered: false }))
  } catch (error) {
    if (!isBulkWriteError(error) || writeErrorsOf(error).some(({ code }) => code !== duplicateKey)) throw error
  }
}
