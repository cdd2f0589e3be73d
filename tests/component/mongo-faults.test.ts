/** What a MongoDB cluster answers in an election or without a majority: callers get Retry-After, and no message uses up its attempts. */

import { startEngines, type Engines } from '@shop/dev/engines/engines.ts'
import { until } from '@shop/dev/testing/until.ts'
import { type MongoDouble, type MongoFault, openMongoDouble } from '../events/mongo-double.ts'
import { Services } from './services.ts'
import { addProduct, becomes, newUser } from './shopping.ts'
import { admin, customer } from './tokens.ts'

let engines: Engines
let double: MongoDouble
let services: Services
beforeAll(async () => {
  engines = await startEngines()
  double = await openMongoDouble(engines.mongoUri)
  services = await Services.start({ env: { MONGODB_URI: double.uri } })
}, 240_000)
afterAll(async () => {
  await services.stop()
  await double.close()
  await engines.stop()
}, 60_000)

const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { id } }'
const LETTERS = '{ deadLetters { edges { node { error } } } }'
const writes = ['update', 'insert', 'bulkWrite', 'findAndModify']
const reads = ['find', 'getMore', 'aggregate']
const more = 40 // than the driver tries again by itself, and than a message has tries

test.each<MongoFault>([
  { code: 133, codeName: 'FailedToSatisfyReadPreference' },
  { code: 134, codeName: 'ReadConcernMajorityNotAvailableYet' },
  { code: 11_601, codeName: 'Interrupted' },
  { code: 13_388, codeName: 'StaleConfig' },
  { code: 43, codeName: 'CursorNotFound' },
  { code: 175, codeName: 'QueryPlanKilled' },
  { code: 10_107, codeName: 'NotWritablePrimary', errorLabels: ['RetryableWriteError'] },
  { code: 91, codeName: 'ShutdownInProgress', errorLabels: ['RetryableWriteError'], isDone: true },
  { code: 8_000, codeName: 'AtlasError', errorLabels: ['RetryableWriteError'] },
])(
  '$codeName: callers get Retry-After, and the order is placed once and completes',
  async (fault) => {
    const [user, productId] = [await newUser(services), await addProduct(services)]
    const input = { productId, quantity: 1, address: 'Seoul', idempotencyKey: `${fault.codeName}-key` }
    const place = () => services.at('order').request(PLACE, { input }, customer(user))
    const before = double.answered()
    double.arm(fault, [...writes, ...reads], more)
    const codes = new Set<string>()
    let placed: unknown
    await until('the order is placed', async () => {
      const { data, errors = [] } = await place()
      for (const { extensions } of errors) codes.add(extensions.code)
      placed = data?.['placeOrder']
      return placed !== undefined && placed !== null
    })
    await until('all faults have been met', async () => {
      await services.at('inventory').request('{ products { edges { cursor } } }')
      return double.answered() - before >= more
    })
    expect([...codes].filter((code) => code !== 'SERVICE_UNAVAILABLE')).toEqual([])
    const id = String(Object(placed)['id'])
    await becomes(services, id, 'CONFIRMED')
    const again = await place()
    expect(again.data?.['placeOrder']).toEqual({ id })
    const letters = await services.at('operations').request(LETTERS, {}, admin)
    expect(letters).toMatchObject({ data: { deadLetters: { edges: [] } } })
  },
  120_000,
)
