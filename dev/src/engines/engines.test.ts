import { MongoClient } from 'mongodb'
import { isAlive } from '../process/identity.ts'
import { until } from '../testing/until.ts'
import { startEngines } from './engines.ts'
import { mongoAnswers } from './mongo-answers.ts'
import { whyNoNats } from './nats-answers.ts'

test('engines of a test survive accidents with what was written, and leave no process behind', async () => {
  const engines = await startEngines({ own: true })
  const mongo = new MongoClient(engines.mongoUri, { serverSelectionTimeoutMS: 2_000 })
  await mongo.db(engines.database).collection<{ _id: string }>('things').insertOne({ _id: 'kept' })
  for (const name of ['mongo', 'nats']) {
    const before = engines.process(name).identity
    engines.process(name).kill('SIGKILL')
    await until(`${name} runs again`, () => engines.process(name).identity?.pid !== before?.pid)
  }
  await until('MongoDB answers again', () => mongoAnswers(engines.mongoUri))
  await until('NATS answers again', async () => (await whyNoNats({ NATS_URL: engines.natsUrl }, 1_000)) === undefined)
  expect(await mongo.db(engines.database).collection<{ _id: string }>('things').findOne()).toEqual({ _id: 'kept' })
  await mongo.close()
  const processes = ['mongo', 'nats'].map((name) => engines.process(name).identity)
  await engines.stop()
  expect(processes.map((identity) => identity && isAlive(identity))).toEqual([false, false])
})

test('engines that are shared give each test a database of its own', async () => {
  const shared = await startEngines({ own: true })
  const before = process.env.MONGODB_URI
  process.env.MONGODB_URI = shared.mongoUri
  const [one, other] = await Promise.all([startEngines(), startEngines()])
  if (before === undefined) delete process.env.MONGODB_URI
  else process.env.MONGODB_URI = before
  expect([one.mongoUri, other.mongoUri]).toEqual([shared.mongoUri, shared.mongoUri])
  expect(one.database).not.toBe(other.database)
  expect(one.natsUrl).not.toBe(other.natsUrl)
  await Promise.all([one.stop(), other.stop()])
  await shared.stop()
})
