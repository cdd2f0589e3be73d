/**
 * Services whose processes are stopped (SIGSTOP, as by a debugger or a machine that is suspended) until NATS has given them up, so that a
 * restore runs through without them: when they are continued, in the midst of what they did, they end without a trace of it.
 */
import { contract } from '@shop/contract/catalog.ts'
import { Child } from '@shop/dev/process/child.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { openTcpProxy, type TcpProxy } from '@shop/dev/testing/tcp-proxy.ts'
import { until } from '@shop/dev/testing/until.ts'
import { JetStreamPublisher } from '@shop/events/messaging/jet-stream-publisher.ts'
import { isPresent } from '@shop/events/messaging/presence.ts'
import { sampleOf } from '@shop/events/testing/sample.ts'
import { backup } from '@shop/recovery/backup.ts'
import { open } from '@shop/recovery/connections.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { v7 as uuid } from 'uuid'
import { Client } from '../component/client.ts'
import { admin, SECRET } from '../component/tokens.ts'
import { type Machinery, onStream, openMachinery } from '../events/machinery.ts'
import { type MongoDouble, openMongoDouble } from '../events/mongo-double.ts'
import { run } from './command.ts'

const withinMs = 60_000

let machinery: Machinery
const closing: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  machinery = await openMachinery()
  closing.push(machinery.close)
})
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

type Service = {
  readonly name: 'inventory' | 'pay'
  readonly child: Child
  readonly client: Client
  readonly mongo: MongoDouble
  readonly nats: TcpProxy
  readonly log: () => string
}

/** A service as a process of its own, with a wire of its own to MongoDB and to NATS. */
async function start(name: Service['name']): Promise<Service> {
  const { mongoUri, natsUrl, database: MONGODB_DATABASE } = machinery.engines
  const { hostname: host, port } = new URL(natsUrl)
  const mongo = await openMongoDouble(mongoUri)
  const nats = await openTcpProxy({ host, port: Number(port) })
  closing.push(mongo.close, nats.close)
  const env = {
    ...{ NODE_ENV: 'production', PORT: '0', JWT_SECRET: SECRET, MONGODB_DATABASE, SHUTDOWN_GRACE_MS: '5000' },
    ...{ MONGODB_URI: mongo.uri, NATS_URL: `nats://127.0.0.1:${nats.port}` },
  }
  const lines: string[] = []
  const { promise: ready, resolve } = Promise.withResolvers<string>()
  const file = path.join(projectRoot, `subgraphs/${name}/src/main.ts`)
  const child = await Child.spawn({ file: process.execPath, args: [file], env }, (line) => {
    lines.push(line)
    const url = /"url":"([^"]+)".*"msg":"ready"/.exec(line)?.[1]
    if (url) resolve(url)
  })
  closing.push(async () => {
    child.kill('SIGKILL')
    await child.exited
  })
  return { name, child, client: new Client(await ready), mongo, nats, log: () => lines.join('\n') }
}

const collection = (name: string) => machinery.database.collection<{ _id: string; version?: number }>(name)

/** Resolves when all that was decided is logged and published. */
async function settled(documents: string, events: string, count: number): Promise<void> {
  await until(`${count} events of ${documents} are logged, and in no outbox`, async () => {
    const waiting = await collection(documents).countDocuments({ outboxSince: { $exists: true } })
    return waiting === 0 && (await collection(events).countDocuments({})) === count
  }, withinMs) // prettier-ignore
}

/** All that a service could have written, and all that it could have published. */
async function everything(): Promise<unknown> {
  const names = ['products', 'product_events', 'inventory_keys', 'accounts', 'account_events', 'pay_keys']
  const stored = await Promise.all(names.map((name) => collection(name).find().sort({ _id: 1 }).toArray()))
  return {
    stored: Object.fromEntries(names.map((name, index) => [name, stored[index]])),
    stream: await onStream(machinery),
  }
}

/** An order that inventory is to reserve for. */
async function placed(): Promise<void> {
  const orderId = uuid()
  const sample = sampleOf(contract, 'OrderPlaced', { orderId, productId: 'tea' })
  const event = { ...sample, id: uuid(), orderId, aggregateId: orderId, operation: orderId }
  const parsed = contract.parse(Buffer.from(JSON.stringify(event)))
  if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed))
  await new JetStreamPublisher(machinery.streams).publish(parsed.envelope, uuid())
}

test('what was stopped writes nothing and publishes nothing of a history that was restored away meanwhile, and ends', async () => {
  const [inventory, pay] = await Promise.all([start('inventory'), start('pay')])
  const tea = { input: { id: 'tea', name: 'Tea', price: 1, stock: 100 } }
  await inventory.client.request('mutation ($input: AddProductInput!) { addProduct(input: $input) { id } }', tea, admin)
  const addPoints = async () => {
    const query = 'mutation ($input: AddPointsInput!) { addPoints(input: $input) { id } }'
    const { errors } = await pay.client.request(query, { input: { userId: 'ann', amount: 1_000 } }, admin)
    expect(errors).toBeUndefined()
  }
  await addPoints()
  await settled('products', 'product_events', 1)
  await settled('accounts', 'account_events', 1)
  const folder = await mkdtemp(path.join(tmpdir(), 'dump-'))
  closing.push(() => rm(folder, { recursive: true }))
  const connections = await open(machinery.engines, contract)
  closing.push(connections.close)
  const dump = path.join(folder, 'dump')
  await backup(connections, dump)

  // Of inventory: a bulk is in flight, stored and not answered, and an order is to be decided after it.
  const held = inventory.mongo.hold(['update'])
  await placed()
  await until(
    'the first order is stored',
    async () => (await collection('products').findOne())?.version === 2,
    withinMs,
  )
  await placed()
  const { manager, names } = machinery.streams
  const inHand = async () => (await manager.consumers.info(names.events, 'inventory')).num_ack_pending
  await until('both orders are in hand', async () => (await inHand()) === 2, withinMs)
  // Of pay, which NATS has lost already: an event is logged, and to be published.
  pay.nats.refuse()
  pay.nats.cut()
  await addPoints()
  await until('it is logged', async () => (await collection('account_events').countDocuments()) === 2, withinMs)

  for (const { child } of [inventory, pay]) child.kill('SIGSTOP')
  inventory.nats.freeze()
  for (const { name } of [inventory, pay])
    await until(
      `NATS has given up ${name}`,
      async () => !(await isPresent(machinery.nats, names.presenceOf(name))),
      withinMs,
    )
  await machinery.database.dropDatabase()
  expect(await run('recovery/src/restore-main.ts', [dump], machinery.engines)).toMatchObject({ code: 0 })
  const restored = await everything()

  held.release()
  pay.nats.accept()
  for (const { child } of [inventory, pay]) child.kill('SIGCONT')
  for (const { child, log } of [inventory, pay]) {
    expect(await child.exited).toEqual({ code: 1, signal: null })
    expect(log()).toContain('it has to begin anew')
  }
  expect(await everything()).toEqual(restored)
}, 240_000)
