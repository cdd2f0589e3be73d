/** A database that is being restored: half of it is there. */
import { contract } from '@shop/contract/catalog.ts'
import { startEngines } from '@shop/dev/engines/engines.ts'
import { until } from '@shop/dev/testing/until.ts'
import { createLog } from '@shop/platform/log.ts'
import { connectMongo } from '@shop/subgraph-server/mongo.ts'
import { markRestored, markRestoring } from '@shop/events/restored.ts'
import { type MongoDouble, openMongoDouble } from '../events/mongo-double.ts'
import { Services } from './services.ts'
import { newUser } from './shopping.ts'

const log = createLog({ name: 'test', level: 'silent', pretty: false })
const looksOfEach = 2

test('no service begins while its database is being restored', async () => {
  const engines = await startEngines()
  const { mongoUri: uri, database } = engines
  const mongo = await connectMongo({ uri, database, name: 'test', log, signal: AbortSignal.timeout(60_000) })
  const looks = new Map<string, number>(contract.services.map((name) => [name, 0]))
  const written = new Set<string>()
  const doubles = new Map<string, MongoDouble>()
  for (const name of contract.services)
    doubles.set(
      name,
      await openMongoDouble(uri, {
        onCommand: (command, { filter }) => {
          if (command === 'find' && Object(filter)['_id'] === 'restoring') looks.set(name, (looks.get(name) ?? 0) + 1)
          if (['insert', 'update', 'delete', 'findAndModify'].includes(command)) written.add(name)
        },
      }),
    )
  await markRestoring(mongo, 'backups/monday')
  const order: string[] = []
  const starting = Services.start({
    env: { MONGODB_DATABASE: database },
    each: (name) => ({ MONGODB_URI: doubles.get(name)?.uri ?? '' }),
  })
  const begun = starting.then(() => order.push('begun'))
  await until('each has looked again', () => [...looks.values()].every((count) => count >= looksOfEach), 60_000)
  expect([...written]).toEqual([])
  order.push('restored')
  await markRestored(mongo)
  await begun
  expect(order).toEqual(['restored', 'begun'])
  const services = await starting
  await newUser(services)
  expect([...written]).toContain('pay')
  await services.stop()
  await Promise.all([...doubles.values()].map((double) => double.close()))
  await mongo.close()
  await engines.stop()
}, 120_000)
