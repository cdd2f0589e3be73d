/**
 * While a database is being restored, and until a restore that was interrupted has been run again, no service begins: it would go on from
 * half of what there was, and a buyer who asks again would get a second order.
 */
import type { Connection } from 'mongoose'
import type { Log } from '@shop/platform/log.ts'
import { persist } from '@shop/platform/persist.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import { HEALTH } from './mongo.ts'

type Restoring = { readonly _id: string; readonly from: string; readonly since: Date }

const _id = 'restoring'

/** Where it is from; undefined where no restore is under way. */
export async function restoringFrom(mongo: Connection): Promise<string | undefined> {
  return (await unfinished(mongo).findOne({ _id }, { timeoutMS: 10_000 }))?.from
}

/** To be called before a restore changes anything. */
export async function markRestoring(mongo: Connection, from: string): Promise<void> {
  await unfinished(mongo).updateOne({ _id }, { $set: { from, since: new Date() } }, { upsert: true })
}

export async function markRestored(mongo: Connection): Promise<void> {
  await unfinished(mongo).deleteOne({ _id })
}

/** Resolves once no restore is under way. Says so in the log while one is; rejects when `signal` aborts. */
export async function untilRestored(
  mongo: Connection,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  const look = async () => {
    const from = await restoringFrom(mongo)
    if (from !== undefined)
      throw new Error(
        `MONGODB_DATABASE: ${mongo.name} is being restored (${from}). Where npm run restore was interrupted, run it again; ` +
          `to go on with what there is, delete the document ${_id} from the collection ${HEALTH}`,
      )
  }
  await persist(look, { what: 'the end of a restore', log, signal })
}

function unfinished(mongo: Connection) {
  return nativeCollection<Restoring>(mongo, HEALTH)
}
