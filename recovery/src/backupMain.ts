/** `npm run backup -- FOLDER`: dumps what cannot be derived, while the shop is open. */

import path from 'node:path'
import { commandLine } from '@shop/platform/command-line.ts'
import { backup } from './backup.ts'
import { addresses, openMongo } from './opened.ts'
import { runMain, teller } from './telling.ts'

export const command = commandLine({
  script: 'backup',
  does: 'Writes documents, logs and idempotency keys to files in a folder. The shop may be open meanwhile.',
  examples: { 'backups/monday': 'into a new folder of that name' },
})
  .argument('<folder>', 'must not be there yet')
  .action((named) => runMain(() => main(path.resolve(named))))

async function main(folder: string): Promise<void> {
  const mongo = await openMongo(addresses(process.env))
  try {
    const { documents, begun, ended, left } = await backup(mongo, folder, teller())
    for (const [collection, count] of Object.entries(documents)) console.log(`${collection.padEnd(16)} ${count}`)
    if (left.length > 0) console.log(`Not in the dump, since no service of this release keeps them: ${left.join(', ')}`)
    console.log(`${folder}: done in ${((ended.getTime() - begun.getTime()) / 1_000).toFixed(1)} s.`)
  } finally {
    await mongo.close()
  }
}

if (import.meta.main) await command.parseAsync()
