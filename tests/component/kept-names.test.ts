/** Products that were added before names could be searched. */
import { startEngines, type Engines } from '@shop/dev/engines/engines.ts'
import { openStore } from '@shop/inventory/store.ts'
import { createLog } from '@shop/platform/log.ts'
import { connectMongo } from '@shop/subgraph-server/mongo.ts'

let engines: Engines
beforeAll(async () => void (engines = await startEngines()))
afterAll(() => engines.stop())

test('are found too, from the next start of the service on', async () => {
  const { mongoUri: uri, database } = engines
  const log = createLog({ name: 'test', level: 'silent', pretty: false })
  const connection = await connectMongo({ uri, database, name: 'test', log, signal: AbortSignal.timeout(20_000) })
  const state = { exists: true, id: 'old', name: 'Old Kettle', price: 1, stock: 2, added: 2, operations: {} }
  await connection.collection('products').insertOne({ _id: 'old' as never, version: 1, state })
  await connection.collection('products').insertOne({
    ...{ _id: 'unknown' as never, version: 1 },
    state: { exists: false, id: 'unknown', operations: {} },
  })
  const store = await openStore(connection)
  const page = { limit: 10, after: undefined }
  expect(await store.page(page, ['kett'])).toEqual([
    { _id: 'old', version: 1, state: { ...state, words: ['old', 'kettle'] } },
  ])
  expect(await store.page(page, ['unknown'])).toEqual([])
  await connection.close()
})
