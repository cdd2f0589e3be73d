/** A database that is being restored: half of it is there. */
import { startEngines } from '@shop/dev/engines/engines.ts'
import { until } from '@shop/dev/testing/until.ts'
import { createLog } from '@shop/platform/log.ts'
import { connectMongo } from '@shop/subgraph-server/mongo.ts'
import { markRestored, markRestoring } from '@shop/subgraph-server/restored.ts'
import { openMongoDouble } from '../events/mongo-double.ts'
import { Services } from './services.ts'
import { newUser } from './shopping.ts'

const log = createLog({ name: 'test', level: 'silent', pretty: false })
const looksOfEach = 2

test('no service begins while its database is being restored', async () => {
  const engines = await startEngines()
  const { mongoUri: uri, database } = engines
  const mongo = await connectMongo({ uri, database, name: 'test', log, signal: AbortSignal.timeout(60_000) })
  let looks = 0
  const double = await openMongoDouble(uri, {
    onCommand: (name, { filter }) => {
      if (name === 'find' && Object(filter)['_id'] === 'restoring') looks += 1
    },
  })
  await markRestoring(mongo, 'backups/monday')
  const order: string[] = []
  const starting = Services.start({ env: { MONGODB_URI: double.uri, MONGODB_DATABASE: database } })
  const begun = starting.then(() => order.push('begun'))
  await until('each has looked again', () => looks >= looksOfEach * 6)
  order.push('restored')
  await markRestored(mongo)
  await begun
  expect(order).toEqual(['restored', 'begun'])
  const services = await starting
  await newUser(services)
  await services.stop()
  await double.close()
  await mongo.close()
  await engines.stop()
}, 120_000)
