/** `npm run streams`: makes what services with EVENTS_ADMIN=off only look for. Run it before a release of theirs, as often as you like. */

import { commandLine } from '@shop/platform/command-line.ts'
import { ConfigError, readConfig } from '@shop/platform/config.ts'
import { createLog } from '@shop/platform/log.ts'
import { connectNats } from '@shop/platform/nats.ts'
import { natsSettings } from '@shop/platform/nats-settings.ts'
import { tlsSettings, tlsWhereRequired } from '@shop/platform/require-tls.ts'
import { eventsSettings } from '@shop/events/settings.ts'
import { serviceSettings } from '@shop/subgraph-server/settings.ts'
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { moveStreams } from '@shop/events/access/move-streams.ts'
import { streamSettings } from '@shop/events/messaging/stream-settings.ts'
import { makeAll } from '@shop/events/access/make-all.ts'
import { contract } from './catalog.ts'

const { MONGODB_DATABASE, ACK_WAIT_MS } = serviceSettings(0)
const settings = z
  .object({ ...natsSettings, ...tlsSettings, ...eventsSettings, MONGODB_DATABASE, ACK_WAIT_MS })
  .check(tlsWhereRequired)
const timeoutMs = 60_000

const does = `Makes the streams of events and of dead letters, and each service's consumer, where they are not there yet, and sets what
EVENTS_REPLICAS, EVENTS_MAX_AGE and EVENTS_MAX_BYTES say. Needs NATS_URL and a login that may do so (admin of deploy/nats/users.conf),
and MONGODB_DATABASE, which names whose they are. May be run at any time and again. With --move-from, a shop that has stopped goes over to
EVENTS_NAMESPACE: what stands in its streams of before is copied.`

async function main(moveFrom: string | undefined): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = readConfig(settings, process.env)
  const log = createLog({ name: 'streams', level: 'error', pretty: false })
  const nats = await connectNats({ settings: config, name: 'streams', log, signal: AbortSignal.timeout(timeoutMs) })
  try {
    if (moveFrom !== undefined) {
      const from = moveFrom === 'none' ? undefined : moveFrom
      const { events, deadLetters } = await moveStreams(nats, contract, from, streamSettings(config))
      console.log(`copied: ${events} events, ${deadLetters} dead letters; the streams of before are as they were`)
    }
    for (const line of await makeAll(nats, contract, config)) console.log(line)
  } finally {
    await nats.close()
  }
}

async function mainOrReason({ moveFrom }: { readonly moveFrom?: string }): Promise<void> {
  try {
    await main(moveFrom)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    for (const line of error instanceof ConfigError ? error.problems : [reason]) console.error(line)
    process.exitCode = 1
  }
}

await commandLine({
  script: 'streams',
  does,
  examples: {
    '': 'before a release of the services',
    '--move-from none': 'once, before the first start with EVENTS_NAMESPACE',
  },
})
  .option('--move-from <namespace>', 'the EVENTS_NAMESPACE of before, or none')
  .action(mainOrReason)
  .parseAsync()
