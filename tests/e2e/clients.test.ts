/**
 * The clients of docs/clients.md, as they stand there: each follows a delivery while the router is killed, through expired tokens
 * and a network that is cut, and ends with the error where there is no such order.
 */
import { MongoClient } from 'mongodb'
import { until } from '@shop/dev/testing/until.ts'
import { ADD_POINTS, ADD_PRODUCT, ADVANCE, advance, deliveryBecomes, newId, orderBecomes, place } from './shopping.ts'
import { data } from '../component/shopping.ts'
import { admin } from '../component/tokens.ts'
import { openNetwork } from '../clients/network.ts'
import { PatientClient } from '../clients/patient.ts'
import { clients, nodeProgram, type ClientProgram, WITHIN_MS } from '../clients/programs.ts'
import { writeDocumented } from '../clients/documented.ts'
import { shortTokens } from '../clients/short-tokens.ts'
import { openShop } from './open-shop.ts'

const open = openShop({ oneProcess: true }) // the machine has enough to do with the clients
const ALICE = 'alice' // as whom the document's clients follow
const WAY = ['PREPARING', 'SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED']
const UNKNOWN = '01900000-0000-7000-8000-000000000000'

type Following = { readonly name: string; readonly orderId: string; readonly program: ClientProgram }
const started: ClientProgram[] = []

let documented: Awaited<ReturnType<typeof writeDocumented>>
const productId = newId('tea')

beforeAll(async () => {
  documented = await writeDocumented(open.running.url)
  const product = { id: productId, name: 'Tea', price: 1, stock: 1_000 }
  await data(open.router.request(ADD_PRODUCT, { input: product }, admin))
  await data(open.router.request(ADD_POINTS, { input: { userId: ALICE, amount: 1_000 } }, admin))
})
afterEach(() => {
  for (const program of started.splice(0)) program.kill()
})
afterAll(() => documented?.dispose())

const placed = (): Promise<string> => place(open.router, ALICE, productId, { quantity: 1 })

/** An order each, whose delivery is being prepared and followed by a client of its own. */
async function followAll(folder: string): Promise<Following[]> {
  const available = Object.entries(clients).flatMap(([name, start]) => (start ? [{ name, start }] : []))
  return Promise.all(
    available.map(async ({ name, start }) => {
      const orderId = await placed()
      await deliveryBecomes(open.router, orderId, 'PREPARING')
      const program = await start(orderId, folder)
      started.push(program)
      await program.says(1)
      return { name, orderId, program }
    }),
  )
}

/** Each ends, after these statuses. */
async function allReceived(followed: readonly Following[], statuses: readonly string[]): Promise<void> {
  for (const { program } of followed) await program.ends()
  const received = followed.map(({ name, program }) => [name, program.lines])
  expect(received).toEqual(followed.map(({ name }) => [name, statuses]))
  expect(followed.length).toBeGreaterThanOrEqual(5) // other languages may not be on this machine
}

test('an order is placed as documented; each client receives every step of its delivery once and in order, though the router is killed between', async () => {
  const code = `import { placeOrder } from './place-order.ts'
    console.log(await placeOrder('${productId}', 1, '1 Main St'))`
  const placing = await nodeProgram('place', code, documented.folder)
  await placing.ends()
  await orderBecomes(open.router, placing.lines[0] ?? '', 'CONFIRMED')

  const followed = await followAll(documented.folder)
  open.running.process('router').kill('SIGKILL')
  const carrier = new PatientClient(open.running)
  for (const to of WAY.slice(1))
    for (const { orderId } of followed) await carrier.request('fast', 'carrier', ADVANCE, { input: { orderId, to } })
  await allReceived(followed, WAY)
}, 900_000)

/** Follows a delivery to its end with tokens that soon expire, each step after a new log-in. */
async function followWithShortTokens(name: keyof typeof clients): Promise<readonly string[] | undefined> {
  const start = clients[name]
  if (!start) return undefined // the language is not on this machine
  const shop = await shortTokens(open.running.url)
  const { folder, dispose } = await writeDocumented(shop.url)
  try {
    const orderId = await placed()
    await deliveryBecomes(open.router, orderId, 'PREPARING')
    const program = await start(orderId, folder)
    started.push(program)
    await program.says(1)
    const carrier = new PatientClient(open.running)
    for (const [steps, to] of WAY.slice(1).entries()) {
      const logins = shop.logins()
      await until(`${name} logs in again`, () => shop.logins() > logins, WITHIN_MS)
      await carrier.request('fast', 'carrier', ADVANCE, { input: { orderId, to } })
      await program.says(steps + 2)
    }
    await program.ends()
    return program.lines
  } finally {
    await shop.dispose()
    await dispose()
  }
}

test('each way to stream goes on after the last cursor when its token expires in the stream', async () => {
  const names = ['graphql-ws', 'Apollo Client', 'EventSource', 'Python'] as const
  const followed = await Promise.allSettled(names.map(followWithShortTokens))
  expect(followed).toEqual(names.map((name) => ({ status: 'fulfilled', value: clients[name] && WAY })))
}, 900_000)

test('a socket whose pong does not come is closed, and the stream goes on after its last cursor', async () => {
  const network = await openNetwork(open.running.url)
  const { folder, dispose } = await writeDocumented(network.url)
  try {
    const orderId = await placed()
    await deliveryBecomes(open.router, orderId, 'PREPARING')
    const program = await clients['graphql-ws'](orderId, folder)
    started.push(program)
    await program.says(1)
    network.freeze()
    await advance(open.router, orderId, 'SHIPPED')
    await program.says(2)
    await advance(open.router, orderId, 'DELIVERED')
    await program.ends()
    expect(program.lines).toEqual(['PREPARING', 'SHIPPED', 'DELIVERED'])
  } finally {
    await network.close()
    await dispose()
  }
}, 900_000)

test('each begins anew with what is where what came after its cursor is not known any more', async () => {
  const network = await openNetwork(open.running.url)
  const { folder, dispose } = await writeDocumented(network.url)
  const mongo = new MongoClient(open.running.mongoUri)
  try {
    const followed = await followAll(folder)
    network.refuse()
    network.cut()
    for (const { orderId } of followed)
      for (const to of ['SHIPPED', 'IN_TRANSIT']) await advance(open.router, orderId, to)
    await open.settle()
    const log = mongo.db(open.running.database).collection('delivery_events')
    for (const { orderId } of followed) {
      const pruned = { 'event.aggregateId': orderId, 'event.data.status': 'SHIPPED' }
      expect(await log.deleteMany(pruned)).toMatchObject({ deletedCount: 1 })
    }
    network.accept()
    for (const { program } of followed) await program.says(2)
    for (const { orderId } of followed) await advance(open.router, orderId, 'DELIVERED')
    await allReceived(followed, ['PREPARING', 'IN_TRANSIT', 'DELIVERED'])
  } finally {
    await mongo.close()
    await network.close()
    await dispose()
  }
}, 900_000)

test('each ends with the error of an unknown order', async () => {
  const available = Object.values(clients).flatMap((start) => (start ? [start] : []))
  const failing = available.map(async (start) => {
    const program = await start(UNKNOWN, documented.folder)
    started.push(program)
    return { said: await program.fails(), lines: program.lines }
  })
  expect(await Promise.all(failing)).toEqual(
    available.map(() => ({ said: expect.stringContaining(UNKNOWN), lines: [] })),
  )
  expect(available.length).toBeGreaterThanOrEqual(5)
}, 900_000)

test('Apollo Client orders while the router is away, receives a rejection, and its cache has the stock', async () => {
  const few = newId('few')
  await data(open.router.request(ADD_PRODUCT, { input: { id: few, name: 'Few', price: 1, stock: 5 } }, admin))
  const code = `import { gql } from '@apollo/client'
    import { client } from './apollo.ts'
    import { ORDER, PLACE_ORDER } from './order-apollo.ts'
    const product = { query: gql('query ($id: ID!) { product(id: $id) { id stock } }'), variables: { id: '${few}' } }
    const ordered = async (quantity) => {
      const input = { productId: '${few}', quantity, address: '1 Main St', idempotencyKey: crypto.randomUUID() }
      const { data } = await client.mutate({ mutation: PLACE_ORDER, variables: { input } })
      const variables = { orderId: data.placeOrder.id }
      return new Promise((resolve, reject) => {
        client.subscribe({ query: ORDER, variables }).subscribe(({ data, error }) => {
          if (error) return reject(error)
          const { status, rejection } = data.orderStatusChanged.order
          if (status !== 'PENDING') resolve(status + ' ' + rejection)
        })
      })
    }
    await client.query(product)
    console.log(await ordered(2), client.readQuery(product).product.stock)
    console.log(await ordered(4), client.readQuery(product).product.stock)
    process.exit()`
  open.running.process('router').kill('SIGKILL')
  const program = await nodeProgram('order', code, documented.folder)
  started.push(program)
  await program.ends()
  expect(program.lines).toEqual(['CONFIRMED null 3', 'REJECTED OUT_OF_STOCK 3'])
}, 900_000)
