/** What subscribers and pages are told is read at majority: a change of primary never takes back what somebody has seen. */

import { domains } from '@shop/contract/domains.ts'
import { type Engines, startEngines } from '@shop/dev/engines/engines.ts'
import { type MongoCommand, type MongoDouble, openMongoDouble } from '../events/mongo-double.ts'
import { Services } from './services.ts'
import { addProduct, advance, becomes, data, newUser, placeOrder, prepared, stringAt } from './shopping.ts'
import { admin, customer } from './tokens.ts'

const readers = ['find', 'aggregate', 'count', 'distinct']
const read: { readonly collection: string; readonly level: unknown }[] = []

function note(name: string, command: MongoCommand): void {
  if (!readers.includes(name)) return
  const { level } = Object(command['readConcern'])
  read.push({ collection: String(command[name]), level })
}

let engines: Engines
let double: MongoDouble
let services: Services
beforeAll(async () => {
  engines = await startEngines()
  double = await openMongoDouble(engines.mongoUri, { onCommand: note })
  services = await Services.start({ env: { MONGODB_URI: double.uri } })
}, 240_000)
afterAll(async () => {
  await services.stop()
  await double.close()
  await engines.stop()
}, 60_000)

const FOLLOW = `subscription ($id: ID!, $after: String) {
  orderStatusChanged(orderId: $id, after: $after) { status cursor }
}`
const OWNED = '... on User { orders(first: 1) { edges { node { id } } } }'
const PAGE = '{ myPage { points purchases { edges { node { productName orderStatus } } } } }'

test('every read of every service asks for what a majority has', async () => {
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
  await data(services.at('inventory').request('{ products { edges { node { stock } } } }'))
  await Promise.all(services.all.map(({ url }) => fetch(url.replace('graphql', 'metrics'))))

  expect(read.filter(({ level }) => level !== 'majority')).toEqual([])
  const stored = domains.flatMap(({ aggregates = {}, readModel }) => [
    ...Object.values(aggregates).map(({ documents }) => documents),
    ...(readModel?.projections ?? []).map(({ collection }) => collection),
  ])
  expect(read.map(({ collection }) => collection)).toEqual(expect.arrayContaining([...stored, 'order_events']))
}, 120_000)
