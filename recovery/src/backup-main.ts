/** `npm run backup -- FOLDER`: dumps what cannot be derived, while the shop is open. */

import path from 'node:path'
import { contract } from '@shop/contract/catalog.ts'
import { commandLine, wholeNumber } from '@shop/platform/command-line.ts'
import { backup } from './backup.ts'
import { addresses, openMongo } from './connections.ts'
import { prune, type Kept } from './prune.ts'
import { runMain, progressPrinter } from './command-output.ts'

export const command = commandLine({
  script: 'backup',
  does: 'Writes documents, logs and idempotency keys to files in a folder. The shop may be open meanwhile.',
  examples: {
    'backups/monday': 'into a new folder of that name',
    'backups/monday --keep 7': 'and deletes all but the 7 newest that stand in backups/',
    'backups/monday --keep 7 --keep-days 30': 'all but the 7 newest and those of the last 30 days',
  },
})
  .argument('<folder>', 'must not be there yet')
  .option('--keep <count>', 'then delete older backups beside it, but for so many of the newest', wholeNumber)
  .option('--keep-days <days>', 'then delete backups beside it that are older', wholeNumber)
  .action((named, { keep: count, keepDays: days }) => runMain(() => main(path.resolve(named), { count, days })))

async function main(folder: string, kept: Kept): Promise<void> {
  const mongo = await openMongo(addresses(process.env))
  try {
    const { documents, begun, ended, left } = await backup({ mongo, contract }, folder, progressPrinter())
    for (const [collection, count] of Object.entries(documents)) console.log(`${collection.padEnd(16)} ${count}`)
    if (left.length > 0) console.log(`Not in the dump, since no service of this release keeps them: ${left.join(', ')}`)
    console.log(`${folder}: done in ${((ended.getTime() - begun.getTime()) / 1_000).toFixed(1)} s.`)
    if (kept.count === undefined && kept.days === undefined) return
    const old = await prune(path.dirname(folder), kept)
    if (old.length > 0) console.log(`Deleted: ${old.join(', ')}`)
  } finally {
    await mongo.close()
  }
}

if (import.meta.main) await command.parseAsync()
