/** Projections that one service keeps, from the same messages. */
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import { type DatabaseSource, nativeCollection } from '../native-collection.ts'
import { throughOutages } from '../through-outages.ts'
import { FoldedCollection, type FoldedOptions } from './folded-collection.ts'
import { type FoldedDocument, type FoldedDocuments, MongoFoldedDocuments } from './folded-documents.ts'
import type { Projection, ReadModel } from './projection.ts'

/** Brings events into documents. Resolves when all of it is stored. One call at a time, or bulks that cross deadlock. */
export type Apply = (events: readonly Envelope[]) => Promise<void>

/** `suffix`: of the collections' names, for a set that is built beside the one in use. */
export async function openReadModel(mongo: DatabaseSource, { projections }: ReadModel, suffix = ''): Promise<Apply> {
  const applying = projections.map(async (projection) => {
    const collection = nativeCollection<FoldedDocument<unknown>>(mongo, `${projection.collection}${suffix}`)
    for (const { name, key } of projection.indexes) await throughOutages(() => collection.createIndex(key, { name }))
    return applyTo(projection, new MongoFoldedDocuments(collection))
  })
  return applyAll(await Promise.all(applying))
}

/** The documents of one projection, wherever they stand; each call is one bulk. */
export function applyTo<Value>(
  projection: Projection<Value>,
  documents: FoldedDocuments<Value>,
  options: FoldedOptions = {},
): Apply {
  const folded = new FoldedCollection(documents, options)
  return (events) =>
    folded.apply(events.map((event) => projection.changeOf(event)).filter((change) => change !== undefined))
}

/** All of them at once; rejects where one does. */
export function applyAll(each: readonly Apply[]): Apply {
  return async (events) => void (await Promise.all(each.map((apply) => apply(events))))
}
