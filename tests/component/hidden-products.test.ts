/** Whoever orders what there is not makes a product that no list shows: many of them, wherever they lie, cost those who read the list nothing. */
import { type Engines, startEngines } from '@shop/dev/engines/engines.ts'
import { openStore, type ProductStore, type StoredProduct } from '@shop/inventory/store.ts'
import { createLog } from '@shop/platform/log.ts'
import { connectMongo } from '@shop/subgraph-server/mongo.ts'
import { type MongoCommand, type MongoDouble, openMongoDouble } from '../events/mongo-double.ts'

const hidden = 3_000
const visible = 300
const limit = 20

const idOf = (kind: 'a' | 'm', index: number) => `${kind}${String(index).padStart(6, '0')}`
const shown = (id: string) => ({ exists: true, id, name: 'Tea', words: ['tea'], price: 1, stock: 1, added: 1 })
const documentOf = (_id: string, state: object) => ({ _id, version: 1, state, operations: {}, outbox: {} })

let engines: Engines
let double: MongoDouble
let mongo: Awaited<ReturnType<typeof connectMongo>>
let store: ProductStore
const sent: MongoCommand[] = []
beforeAll(async () => {
  engines = await startEngines()
  double = await openMongoDouble(engines.mongoUri, {
    onCommand: (name, command) => {
      if (name === 'aggregate') sent.push(command)
    },
  })
  const log = createLog({ name: 'test', level: 'silent', pretty: false })
  const signal = AbortSignal.timeout(60_000)
  mongo = await connectMongo({ uri: double.uri, database: engines.database, name: 'test', log, signal })
  store = await openStore(mongo)
  const others = Array.from({ length: hidden }, (_, index) => idOf('a', index))
  // Not in the order of their ids: no server is to be helped by that.
  const products = Array.from({ length: visible }, (_, index) => idOf('m', visible - index))
  await collection().insertMany([
    ...others.map((id) => documentOf(id, { exists: false, id, operations: {} })),
    ...products.map((id) => documentOf(id, shown(id))),
  ])
})
afterAll(async () => {
  await mongo.close()
  await double.close()
  await engines.stop()
})

const collection = () => mongo.collection<{ _id: string; version: number; state: object }>('products')
const ids = (rows: readonly StoredProduct[]) => rows.map(({ _id }) => _id)
const first = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => idOf('m', from + index))

/** How many documents the server has to look at for what is sent meanwhile: those that its index has, or as many as it may walk along. */
async function examined(work: () => Promise<unknown>): Promise<number> {
  sent.length = 0
  await work()
  let count = 0
  for (const { pipeline } of sent.splice(0)) {
    const [{ $match: filter = {} } = {}, , third] = Array.isArray(pipeline) ? pipeline : []
    const found = await collection().countDocuments(filter)
    const isWalk = !('state.exists' in filter)
    count += isWalk ? Math.min(found, Number(third?.$limit)) : found
  }
  return count
}

test('a page behind many that are not shown is read by the index, and the next time without those that come after it', async () => {
  const page = { after: undefined, limit }
  const rows: string[][] = []
  const read = async () => void rows.push(ids(await store.page(page, [])))
  expect(await examined(read)).toBeLessThanOrEqual(500 + visible)
  expect(await examined(read)).toBe(limit + 1)
  expect(rows).toEqual([first(1, limit + 1), first(1, limit + 1)])
})

test('a page that follows on another one of what is shown is read by walking along the ids', async () => {
  const after = idOf('m', limit)
  expect(await examined(() => store.page({ after, limit }, []))).toBeLessThanOrEqual(500)
  expect(ids(await store.page({ after, limit }, []))).toEqual(first(limit + 1, 2 * limit + 1))
})

test('a product that is added among those that are not shown is on the page from then on', async () => {
  const page = { after: undefined, limit: 5 }
  expect(ids(await store.page(page, []))).toEqual(first(1, 6))
  const id = idOf('a', 2_000)
  await collection().updateOne({ _id: id }, { $set: { state: shown(id) } })
  expect(ids(await store.page(page, []))).toEqual([id, ...first(1, 5)])
  expect(ids(await store.page({ after: id, limit: 5 }, []))).toEqual(first(1, 6))
})

test('where products are gone, as after a restore, the page is filled with those that follow', async () => {
  const page = { after: idOf('a', 2_500), limit: 10 }
  expect(ids(await store.page(page, []))).toEqual(first(1, 11))
  await collection().deleteMany({ _id: { $in: first(3, 4) } })
  expect(ids(await store.page(page, []))).toEqual([...first(1, 2), ...first(5, 13)])
})
