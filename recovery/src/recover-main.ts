/** `npm run recover`: refills JetStream from the services' logs. Exit code 1 where something could not be done, or is wrong. */

import { contract } from '@shop/contract/catalog.ts'
import { commandLine } from '@shop/platform/command-line.ts'
import { openRestoreFence } from './restore-guard.ts'
import { addresses, open } from './connections.ts'
import { recover } from './recover.ts'
import { runMain, progressPrinter, time } from './command-output.ts'

const remedy = `These documents contradict their log, as after a backup of one of the two was restored. Their service writes
nothing more to them. With the services stopped, npm run restore -- --loaded makes them what their log says: see "Backups" in
docs/recover.md.`

const does = `Brings back to JetStream every event of the services that is there no more: all of them after its data is gone, and with it the
dead letters, the last ones after a power cut. May be run at any time, also while the shop runs, and again.`

export const command = commandLine({
  script: 'recover',
  does,
  examples: {
    '': 'as far back as the stream keeps events (7 days); all there are where the stream was made since',
    '--since 2026-11-22T12:00:00Z': 'events from then on',
  },
})
  .option('--since <time>', 'events from then on', time)
  .action(({ since }) => runMain(() => main(since)))

async function main(from: Date | undefined): Promise<void> {
  const connections = await open(addresses(process.env), contract)
  try {
    const began = performance.now()
    const report = progressPrinter()
    const streams = { ...connections.streams, fence: await openRestoreFence(connections.mongo) }
    const options = { since: from, onProgress: report }
    const { onStream, refilled, alarms, since: read } = await recover({ ...connections, streams }, options)
    console.log(`Events since ${read.toISOString()}; ${onStream} were on the stream.`)
    for (const [aggregate, { read: events, filled }] of Object.entries(refilled))
      console.log(`${aggregate.padEnd(9)} ${events} events, ${filled} of them were missing and are back`)
    for (const { aggregate, id, problem } of alarms) console.log(`ALARM     ${aggregate} ${id}: ${problem}`)
    if (alarms.length > 0) console.log(remedy)
    process.exitCode = alarms.length > 0 ? 1 : 0
    console.log(`Done in ${((performance.now() - began) / 1_000).toFixed(1)} s.`)
  } finally {
    await connections.close()
  }
}

if (import.meta.main) await command.parseAsync()
