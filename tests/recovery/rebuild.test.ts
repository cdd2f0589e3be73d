/** A rebuild of a read model, once the views are swapped: it is carried through. */

import { contract } from '@shop/contract/catalog.ts'
import { readModel } from '@shop/mypage/read-model.ts'
import { rebuild } from '@shop/events/projections/rebuild.ts'
import { connectMongo } from '@shop/subgraph-server/mongo.ts'
import { v7 as uuid } from 'uuid'
import { hostProducts, log, type Machinery, openMachinery } from '../events/machinery.ts'
import { type MongoDouble, openMongoDouble } from '../events/mongo-double.ts'

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
