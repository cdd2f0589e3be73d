/** `npm run rebuild -- mypage`: builds the read model again from the first event, beside the old one, while the shop runs. */
import { rebuild } from '@shop/mypage/rebuild.ts'
import { createLog } from '@shop/platform/log.ts'
import { connectMongo } from '@shop/platform/mongo.ts'
import { whyNoMongo } from './engines/mongoAnswers.ts'
import { Obstacle, runMain } from './obstacle.ts'
import { readDevSettings } from './settings.ts'
import { readParts } from './supervisor/partsFile.ts'

const answerMs = 2_000
const usage = 'Usage: npm run rebuild -- mypage'

async function main(): Promise<void> {
  const what = process.argv[2]
  if (what !== 'mypage') throw new Obstacle(`${usage} (there is no read model ${JSON.stringify(what ?? '')})`)
  const settings = readDevSettings()
  const uri = settings.MONGODB_URI || (await readParts(settings.DATA_DIR))?.['mongo']?.url
  if (!uri) throw new Obstacle('No shop runs here, and MONGODB_URI is not set: start one, or set MONGODB_URI.')
  const problem = await whyNoMongo(uri, answerMs)
  if (problem) throw new Obstacle(`MONGODB_URI: ${problem}`)
  const log = createLog({ name: 'rebuild', level: 'warn', pretty: true })
  const signal = new AbortController().signal
  const connection = await connectMongo({ uri, database: settings.MONGODB_DATABASE, name: 'rebuild', log, signal })
  const began = Date.now()
  const events = await rebuild(connection, (step, count) => {
    if (step !== 'read' || count % 10_000 < 500) console.log(`${step}: ${count} events`)
  })
  await connection.close()
  console.log(`mypage is rebuilt from ${events} events in ${((Date.now() - began) / 1_000).toFixed(1)} s.`)
}

await runMain(main)
