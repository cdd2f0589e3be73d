/**
 * While a database is being restored, and until a restore that was interrupted has been run again, no service begins: it would go on from
 * half of what there was, and a buyer who retries would get a second order.
 */
import type { Log } from '@shop/platform/log.ts'
import { persist } from '@shop/platform/persist.ts'
import { v7 as uuidV7 } from 'uuid'
import { databaseOf, type DatabaseSource, nativeCollection } from './native-collection.ts'

/** Every service may read it, whatever else its login allows. */
export const HEALTH = 'health'

type RestoreMark = { readonly _id: string; readonly from?: string; readonly since?: Date; readonly restore?: string }

/** Of a service that is cut off from NATS, where a restore would see it. */
export const lookForRestoreEveryMs = 500

/** So long after a look that has found no restore a service may write: see RestoreFence. */
export const trustedForMs = 3_000
/** Between a restore's mark and its first change: what a service has begun is done by then. */
export const servicesEndWithinMs = 2 * trustedForMs

const underWay = 'restoring'
const finished = 'restored'
const timeoutMS = 10_000
const lookTimeoutMs = 2_500 // less than it is trusted for

/** Where it is from; undefined where no restore is under way. */
export async function restoringFrom(mongo: DatabaseSource): Promise<string | undefined> {
  return (await healthDocuments(mongo).findOne({ _id: underWay }, { timeoutMS }))?.from
}

/**
 * To be called before a restore changes anything, and before it looks for services: see `announce`. Answers what takes the mark back, for
 * a restore that did not begin.
 */
export async function markRestoring(mongo: DatabaseSource, from: string): Promise<() => Promise<void>> {
  const mark = { from, since: new Date() }
  const before = await healthDocuments(mongo).findOneAndUpdate({ _id: underWay }, { $set: mark }, { upsert: true })
  return async () => {
    if (before) await healthDocuments(mongo).replaceOne({ _id: underWay }, before)
    else await healthDocuments(mongo).deleteOne({ _id: underWay })
  }
}

/** The restore is finished: services that wait for it go on. */
export async function markRestored(mongo: DatabaseSource): Promise<void> {
  await healthDocuments(mongo).updateOne({ _id: finished }, { $set: { restore: uuidV7() } }, { upsert: true })
  await healthDocuments(mongo).deleteOne({ _id: underWay })
}

/** Tells one restore that was finished from the next; undefined where there was none. */
export async function lastRestore(mongo: DatabaseSource): Promise<string | undefined> {
  return (await healthDocuments(mongo).findOne({ _id: finished }, { timeoutMS }))?.restore
}

/** Both at once: whether a restore is under way, and what tells the last one that was finished. */
export async function underWayAndLast(
  mongo: DatabaseSource,
): Promise<{ readonly isUnderWay: boolean; readonly last: string | undefined }> {
  const options = { timeoutMS: lookTimeoutMs }
  const found = await healthDocuments(mongo)
    .find({ _id: { $in: [underWay, finished] } }, options)
    .toArray()
  return {
    isUnderWay: found.some(({ _id }) => _id === underWay),
    last: found.find(({ _id }) => _id === finished)?.restore,
  }
}

/** Resolves once no restore is under way. Says so in the log while one is; rejects when `signal` aborts. */
export async function untilRestored(
  mongo: DatabaseSource,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  const look = async () => {
    const from = await restoringFrom(mongo)
    if (from !== undefined)
      throw new Error(
        `MONGODB_DATABASE: ${databaseOf(mongo).databaseName} is being restored (${from}). Where npm run restore was interrupted, run it again; ` +
          `to go on with what there is, delete the document ${underWay} from the collection ${HEALTH}`,
      )
  }
  await persist(look, { what: 'the end of a restore', log, signal })
}

function healthDocuments(mongo: DatabaseSource) {
  return nativeCollection<RestoreMark>(mongo, HEALTH)
}
