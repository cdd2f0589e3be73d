/** `npm run restore`: puts the shop together again from a dump. */

import path from 'node:path'
import { parseArgs } from 'node:util'
import { addresses, open } from './opened.ts'
import { type From, restore } from './restore.ts'
import { runMain, teller } from './telling.ts'

const usage = `Usage: npm run restore -- FOLDER               everything, into an empty database
       npm run restore -- FOLDER --documents   documents and keys that are missing: the logs have outlived them
       npm run restore -- --loaded             nothing: mongorestore has loaded it already

Then, in all three cases: brings documents forward to their logs, rebuilds mypage, and makes the stream anew from the logs.
MongoDB and NATS must run, and no service. FOLDER is one that npm run backup has written.
`

await runMain(async () => {
  const options = { documents: { type: 'boolean' }, loaded: { type: 'boolean' }, help: { type: 'boolean' } } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  if (values.help) return console.log(usage.trimEnd())
  const from = fromOf(positionals, values)
  const opened = await open(addresses(process.env))
  try {
    const { refilled, alarms } = await restore(opened, from, { far: teller(), done: (what) => console.log(what) })
    for (const [aggregate, { filled }] of Object.entries(refilled))
      console.log(`stream: ${filled} events of ${aggregate}`)
    for (const { aggregate, id, problem } of alarms) console.log(`ALARM: ${aggregate} ${id}: ${problem}`)
    process.exitCode = alarms.length > 0 ? 1 : 0
    console.log('Done. Start the services: they catch up with the stream.')
  } finally {
    await opened.close()
  }
})

function fromOf(
  [folder, ...surplus]: readonly string[],
  { documents, loaded }: { readonly documents?: boolean; readonly loaded?: boolean },
): From {
  if (surplus.length > 0 || (folder === undefined) !== (loaded === true) || (loaded && documents))
    throw new Error(usage.trimEnd())
  if (folder === undefined) return { what: 'loaded' }
  return { what: documents ? 'documents' : 'all', folder: path.resolve(folder) }
}
