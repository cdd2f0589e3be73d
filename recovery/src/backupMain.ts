/** `npm run backup -- FOLDER`: dumps what cannot be derived, while the shop is open. */

import path from 'node:path'
import { parseArgs } from 'node:util'
import { backup } from './backup.ts'
import { addresses, openMongo } from './opened.ts'
import { runMain, teller } from './telling.ts'

const usage = `Usage: npm run backup -- FOLDER

Writes documents, logs and idempotency keys to files in FOLDER, which must not be there yet. The shop may be open meanwhile.
`

await runMain(async () => {
  const { values, positionals } = parseArgs({ options: { help: { type: 'boolean' } }, allowPositionals: true })
  const [named, ...surplus] = positionals
  if (values.help) return console.log(usage.trimEnd())
  if (named === undefined || surplus.length > 0) throw new Error(usage.trimEnd())
  const folder = path.resolve(named)
  const mongo = await openMongo(addresses(process.env))
  try {
    const { documents, begun, ended, left } = await backup(mongo, folder, teller())
    for (const [collection, count] of Object.entries(documents)) console.log(`${collection.padEnd(16)} ${count}`)
    if (left.length > 0) console.log(`Not in the dump, since no service of this release keeps them: ${left.join(', ')}`)
    console.log(`${folder}: done in ${((ended.getTime() - begun.getTime()) / 1_000).toFixed(1)} s.`)
  } finally {
    await mongo.close()
  }
})
