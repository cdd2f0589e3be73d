/**
 * What each service says to MongoDB, seen on the wire: it reads at majority, so that a change of primary never takes back what somebody has
 * seen, and does nothing that its own user may not.
 */

import { contract } from '@shop/contract/catalog.ts'
import { domains } from '@shop/contract/domains.ts'
import { mongoUsers } from '@shop/dev/access/mongo-users.ts'
import { type Engines, startEngines } from '@shop/dev/engines/engines.ts'
import { type MongoDouble, openMongoDouble } from '../events/mongo-double.ts'
import { Services } from './services.ts'
import { addProduct, advance, becomes, data, newUser, placeOrder, prepared, stringAt } from './shopping.ts'
import { admin, customer } from './tokens.ts'

/** What the user of a command has to be granted for its collection. */
const actions: Readonly<Record<string, readonly string[]>> = {
  ...{ find: ['find'], aggregate: ['find'], count: ['find'], distinct: ['find'] },
  ...{ insert: ['insert'], update: ['update'], delete: ['remove'], findAndModify: ['find', 'update'] },
  ...{ create: ['createCollection'], createIndexes: ['createIndex'] },
}
/** Of the connection, or of a cursor that a command before has opened. */
const ofNoCollection = ['hello', 'ping', 'getMore', 'killCursors', 'endSessions']

type Said = { readonly service: string; readonly name: string; readonly collection: string; readonly level: unknown }
const said: Said[] = []

let engines: Engines
let services: Services
const doubles = new Map<string, MongoDouble>()
beforeAll(async () => {
  engines = await startEngines()
  for (const { name: service } of domains)
    doubles.set(
      service,
      await openMongoDouble(engines.mongoUri, {
        onCommand: (name, command) => {
          if (ofNoCollection.includes(name)) return
          said.push({ service, name, collection: String(command[name]), level: Object(command['readConcern']).level })
        },
      }),
    )
  services = await Services.start({ each: (name) => ({ MONGODB_URI: doubles.get(name)?.uri ?? '' }) })
}, 240_000)
afterAll(async () => {
  await services.stop()
  await Promise.all([...doubles.values()].map((double) => double.close()))
  await engines.stop()
}, 60_000)

const FOLLOW = `subscription ($id: ID!, $after: String) {
  orderStatusChanged(orderId: $id, after: $after) { status cursor }
}`
const OWNED = '... on User { orders(first: 1) { edges { node { id } } } }'
const PAGE = '{ myPage { points purchases { edges { node { productName orderStatus } } } } }'
const OPERATING =
  '{ stuckOrders { edges { cursor } } ordersInFlight { orders } deadLetters { edges { cursor } } operatorActions { edges { cursor } } }'

test('every read of every service is of what a majority has, and none does what its user may not', async () => {
  const [user, product] = [await newUser(services), await addProduct(services)]
  const orderId = await placeOrder(services, user, product)
  await becomes(services, orderId, 'CONFIRMED')
  await prepared(services, orderId)
  await advance(services, orderId, 'DELIVERED')
  await becomes(services, orderId, 'COMPLETED')
  for await (const event of services.at('order').follow(FOLLOW, { id: orderId }, customer(user))) {
    const after = stringAt(event, 'data', 'orderStatusChanged', 'cursor')
    await services.at('order').follow(FOLLOW, { id: orderId, after }, customer(user)).next()
  }
  await services.settle()
  await data(services.at('order').request('{ orders { edges { node { id } } } }', {}, admin))
  await data(services.at('order').entities(OWNED, [{ __typename: 'User', id: user }], customer(user)))
  await data(services.at('mypage').request(PAGE, {}, customer(user)))
  await data(services.at('operations').request(OPERATING, {}, admin))
  await data(services.at('inventory').request('{ products { edges { node { stock } } } }'))
  await Promise.all(services.all.map(({ url }) => fetch(url.replace('graphql', 'metrics'))))

  const reads = said.filter(({ name }) => actions[name]?.includes('find') && name !== 'findAndModify')
  expect(reads.filter(({ level }) => level !== 'majority')).toEqual([])
  const stored = domains.flatMap(({ aggregates = {}, readModel }) => [
    ...Object.values(aggregates).map(({ documents }) => documents),
    ...(readModel?.projections ?? []).map(({ collection }) => collection),
  ])
  expect(reads.map(({ collection }) => collection)).toEqual(expect.arrayContaining([...stored, 'order_events']))

  const users = new Map(mongoUsers(contract).map(({ name, grants }) => [name, grants]))
  const isGranted = ({ service, name, collection }: Said) => {
    const granted = users.get(service)?.filter((grant) => grant.collection === collection) ?? []
    return actions[name]?.every((action) => granted.some((grant) => grant.actions.includes(action))) ?? false
  }
  expect(said.filter((one) => !isGranted(one))).toEqual([])
}, 120_000)
