/** `npm run rebuild -- NAME`: builds a read model again from the first event, beside the old one, while the shop runs. */
import { databaseOf } from '@shop/events/native-collection.ts'
import { rebuild } from '@shop/events/projections/rebuild.ts'
import type { ReadModel } from '@shop/events/projections/projection.ts'
import { contract } from '@shop/contract/catalog.ts'
import { commandLine, oneOf } from '@shop/platform/command-line.ts'
import { readConfig } from '@shop/platform/config.ts'
import { createLog } from '@shop/platform/log.ts'
import { connectMongo } from '@shop/subgraph-server/mongo.ts'
import { serviceSettings } from '@shop/subgraph-server/settings.ts'
import type { Connection } from 'mongoose'
import { z } from 'zod'
import { openRestoreFence } from './restore-guard.ts'
import { runMain } from './command-output.ts'

const answersWithinMs = 5_000
const reportEvery = 10_000 // events

async function main(readModel: ReadModel): Promise<void> {
  const { MONGODB_URI, MONGODB_DATABASE } = serviceSettings(0)
  const { MONGODB_URI: uri, MONGODB_DATABASE: database } = readConfig(
    z.object({ MONGODB_URI, MONGODB_DATABASE }),
    process.env,
  )
  const log = createLog({ name: 'rebuild', level: 'fatal', pretty: true })
  const signal = AbortSignal.timeout(answersWithinMs)
  const connection = await connectMongo({ uri, database, name: 'rebuild', log, signal }).catch(() => {
    throw new Error('MONGODB_URI: MongoDB does not answer there.')
  })
  try {
    await rebuildOver(connection, readModel)
  } finally {
    await connection.close()
  }
}

async function rebuildOver(connection: Connection, readModel: ReadModel): Promise<void> {
  const began = performance.now()
  const mongo = { db: databaseOf(connection), fence: await openRestoreFence(connection) }
  let next = reportEvery
  const events = await rebuild(contract, mongo, readModel, (step, count) => {
    if (step === 'read' && count < next) return
    next = count + reportEvery
    console.log(`${step}: ${count} events`)
  })
  console.log(
    `${readModel.name} is rebuilt from ${events} events in ${((performance.now() - began) / 1_000).toFixed(1)} s.`,
  )
}

const readModels = contract.domains.flatMap(({ readModel }) => readModel ?? [])
const names = readModels.map(({ name }) => name)

export const command = commandLine({
  script: 'rebuild',
  does: 'Builds a read model again from the first event, beside the old one, while the shop runs.',
  examples: { [names[0] ?? 'NAME']: 'from all logs, while the old one answers' },
})
  .argument('<read model>', names.join(', '), oneOf(...names))
  .action((name) =>
    runMain(async () => {
      for (const readModel of readModels.filter((one) => one.name === name)) await main(readModel)
    }),
  )

if (import.meta.main) await command.parseAsync()
