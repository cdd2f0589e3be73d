/** A database for the tests of one file: created before them, dropped after them. */
import { createLog } from '@shop/platform/log.ts'
import { connectMongo } from '@shop/subgraph-server/mongo.ts'
import { type Engines, startEngines } from '../engines/engines.ts'

type TestDatabase = Awaited<ReturnType<typeof connectMongo>>

/** Answers the connection, once the tests run. */
export function openDatabase(): () => TestDatabase {
  let engines: Engines
  let connection: TestDatabase
  beforeAll(async () => {
    engines = await startEngines()
    const { mongoUri: uri, database } = engines
    const log = createLog({ name: 'test', level: 'silent', pretty: false })
    connection = await connectMongo({ uri, database, name: 'test', log, signal: new AbortController().signal })
  })
  afterAll(async () => {
    await connection.close()
    await engines.stop()
  })
  return () => connection
}
