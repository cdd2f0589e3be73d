/** For commands that may be run at any time: not while a restore is under way, nor after one that was finished since they began. */
import type { Fence } from '@shop/events/native-collection.ts'
import { RestoreFence } from '@shop/events/restore-fence.ts'
import { restoringFrom } from '@shop/events/restored.ts'
import type { Connection } from 'mongoose'
import { printError } from './command-output.ts'

/** Rejects where a restore is under way. */
export async function requireNoRestore(mongo: Connection, consequence: string): Promise<void> {
  const from = await restoringFrom(mongo)
  if (from !== undefined) throw new Error(`MONGODB_DATABASE: ${mongo.name} is being restored (${from}): ${consequence}`)
}

/** What a command writes and publishes passes it: one that was stopped meanwhile, as by Ctrl-Z, ends instead. */
export async function openRestoreFence(mongo: Connection): Promise<Fence> {
  const fence = await RestoreFence.open(mongo, (error) => {
    printError(error)
    process.exit(1)
  })
  await requireNoRestore(mongo, 'run this when that is over')
  return fence
}
