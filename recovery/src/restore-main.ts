/** `npm run restore`: puts the shop together again from a dump. */

import path from 'node:path'
import { contract } from '@shop/contract/catalog.ts'
import { commandLine } from '@shop/platform/command-line.ts'
import { addresses, open } from './connections.ts'
import { type RestoreSource, restore } from './restore.ts'
import { runMain, progressPrinter } from './command-output.ts'

const does = `Puts the shop together again: fills an empty database from a folder that npm run backup has written, brings documents forward to
their logs, rebuilds the read models, and fills the stream anew from the logs. MongoDB and NATS must run, and no service.`

export const command = commandLine({
  script: 'restore',
  does,
  examples: {
    'backups/monday': 'everything, into an empty database',
    'backups/monday --documents': 'documents and keys that are missing: the logs have outlived them',
    '--loaded': 'loads nothing: mongorestore has done so already',
  },
})
  .argument('[folder]', 'of a backup')
  .option('--documents', 'only documents and keys that are missing', false)
  .option('--loaded', 'instead of a folder: the database has been filled', false)
  .action((folder, options) => {
    const from = fromOf(folder, options)
    return from === undefined
      ? command.error('Expected a folder, with or without --documents, or --loaded alone.')
      : runMain(() => main(from))
  })

async function main(from: RestoreSource): Promise<void> {
  const connections = await open(addresses(process.env), contract)
  try {
    const { refilled, alarms } = await restore(connections, from, {
      far: progressPrinter(),
      done: (what) => console.log(what),
    })
    for (const [aggregate, { filled }] of Object.entries(refilled))
      console.log(`stream: ${filled} events of ${aggregate}`)
    for (const { aggregate, id, problem } of alarms) console.log(`ALARM: ${aggregate} ${id}: ${problem}`)
    process.exitCode = alarms.length > 0 ? 1 : 0
    console.log('Done. Start the services: they catch up with the stream.')
  } finally {
    await connections.close()
  }
}

function fromOf(
  folder: string | undefined,
  { documents, loaded }: { readonly documents: boolean; readonly loaded: boolean },
): RestoreSource | undefined {
  if ((folder === undefined) !== loaded || (loaded && documents)) return undefined
  if (folder === undefined) return { what: 'loaded' }
  return { what: documents ? 'documents' : 'all', folder: path.resolve(folder) }
}

if (import.meta.main) await command.parseAsync()
