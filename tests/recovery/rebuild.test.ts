/** A rebuild of a read model, once the views are swapped: it is carried through. */

import { contract } from '@shop/contract/catalog.ts'
import { readModel } from '@shop/mypage/read-model.ts'
import { rebuild } from '@shop/events/projections/rebuild.ts'
import { RestoreFence } from '@shop/events/restore-fence.ts'
import { markRestored } from '@shop/events/restored.ts'
import { connectMongo } from '@shop/subgraph-server/mongo.ts'
import { v7 as uuid } from 'uuid'
import { hostProducts, log, type Machinery, openMachinery } from '../events/machinery.ts'
import { type MongoDouble, openMongoDouble } from '../events/mongo-double.ts'
import { run } from './command.ts'

const stepDown = { code: 91, codeName: 'ShutdownInProgress' }
const faults = 6

let machinery: Machinery
let double: MongoDouble
beforeAll(async () => {
  machinery = await openMachinery()
  double = await openMongoDouble(machinery.engines.mongoUri)
}, 120_000)
afterAll(async () => {
  await double.close()
  await machinery.close()
})

test('where MongoDB is away after the swap it is waited for, and what came meanwhile is in the views', async () => {
  const { aggregates, ...replica } = await hostProducts(machinery, machinery.database)
  const add = (id: string) =>
    aggregates.execute(id, { type: 'AddProduct', operation: uuid(), name: `The ${id}`, price: 1, stock: 1 })
  await add('tea')
  const { database } = machinery.engines
  const mongo = await connectMongo({
    uri: double.uri,
    database,
    name: 'test',
    log,
    signal: AbortSignal.timeout(60_000),
  })
  const steps: string[] = []
  await rebuild(contract, mongo, readModel, async (step) => {
    steps.push(step)
    if (step !== 'swapped') return
    await add('gold')
    double.arm(stepDown, ['find'], faults)
  })
  await mongo.close()
  await replica.stop(performance.now() + 10_000)
  expect([steps.at(-1), double.answered()]).toEqual(['caught up', faults])
  const names = await machinery.database.collection('mypage_products').find().sort({ _id: 1 }).toArray()
  expect(names).toMatchObject([{ _id: 'gold' }, { _id: 'tea' }])
}, 120_000)

test('a rebuild that was stopped while a restore went over it swaps nothing in', async () => {
  const mongo = { db: machinery.database }
  const { aggregates, ...replica } = await hostProducts(machinery, machinery.database)
  await aggregates.execute('salt', { type: 'AddProduct', operation: uuid(), name: 'Salt', price: 1, stock: 1 })
  await replica.stop(performance.now() + 10_000)
  const shown = () => machinery.database.collection('mypage_products').find().sort({ _id: 1 }).toArray()
  const before = await shown()
  let atMs = 0
  const fence = await RestoreFence.open(mongo, undefined, () => ({ wallMs: atMs, elapsedMs: atMs }))
  await fence.pass()
  await markRestored(mongo)
  let read = 0
  const rebuilding = rebuild(contract, { ...mongo, fence }, readModel, (step, count) => {
    expect(step).toBe('read')
    read = count
    atMs = 60_000
  })
  await expect(rebuilding).rejects.toThrow('whether there was a restore')
  expect([read > 0, await shown()]).toEqual([true, before])
})

test('npm run rebuild swaps in what it has made', async () => {
  const { database } = machinery
  await database.collection<{ _id: string }>('mypage_products').insertOne({ _id: 'of another time' })
  const { code, output } = await run('recovery/src/rebuild-main.ts', ['mypage'], machinery.engines)
  expect([code, output]).toEqual([0, expect.stringContaining('mypage is rebuilt from')])
  expect(await database.collection<{ _id: string }>('mypage_products').findOne({ _id: 'of another time' })).toBeNull()
})
