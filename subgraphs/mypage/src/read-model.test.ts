import { openDatabase } from '@shop/dev/testing/database.ts'
import { documents } from '@shop/events/collections.ts'
import { type Envelope, type EventType, contract } from '@shop/contract/catalog.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { sample } from '@shop/contract/samples.ts'
import { logId, type LogEntry } from '@shop/events/outbox/mongo-log.ts'
import { Projector } from '@shop/events/projections/projector.ts'
import { openReadModel } from '@shop/events/projections/read-model.ts'
import { rebuild } from '@shop/events/projections/rebuild.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import { v7 as uuidV7 } from 'uuid'
import { readModel } from './read-model.ts'
import { openStore } from './store.ts'

const database = openDatabase()

afterEach(async () => {
  for (const { collection } of readModel.projections) await nativeCollection(database(), collection).deleteMany({})
})

const at = '2026-01-01T00:00:00.000Z'
const whose = { userId: 'kim', productId: 'tea', quantity: 2 }

const open = () => openReadModel(database(), readModel)

function said(type: EventType, aggregateId: string, aggregateVersion: number, data: object): Envelope {
  const whole = { ...sample(type, { ...data }), ...('orderId' in data ? { orderId: data.orderId } : {}) }
  const parsed = contract.parse({ ...whole, aggregateId, aggregateVersion, occurredAt: at })
  if (parsed.kind !== 'ok') throw new Error(parsed.problem)
  return parsed.envelope
}

function statusOf(orderId: string, version: number, status: 'PENDING' | 'CONFIRMED' | 'COMPLETED'): Envelope {
  return said('OrderStatusChanged', orderId, version, { orderId, ...whose, status, totalPrice: 20 })
}

function balanceOf(userId: string, version: number, points: number, spent: number): Envelope {
  return said('PointsAdded', userId, version, { userId, points, spent })
}

async function purchasesOf(userId: string) {
  const found = await nativeCollection(database(), 'mypage_purchases').find({ 'value.userId': userId }).toArray()
  return found.map(({ value }) => ({ orderId: value.orderId, status: value.orderStatus, sources: value.sources }))
}

test('changes that come again, late and out of order leave the newest of each source', async () => {
  const apply = await open()
  const projector = new Projector(apply)
  const [first, second] = [uuidV7(), uuidV7()]
  const events = [3, 1, 2, 3, 1].map((version) => statusOf(first, version, version === 3 ? 'COMPLETED' : 'PENDING'))
  await Promise.all([...events, statusOf(second, 1, 'PENDING')].map((event) => projector.project(event)))
  await projector.project(statusOf(first, 2, 'CONFIRMED'))
  const shown = await purchasesOf('kim')
  expect(shown.find(({ orderId }) => orderId === first)).toMatchObject({
    status: 'COMPLETED',
    sources: { order: { version: 3 } },
  })
  expect(shown.find(({ orderId }) => orderId === second)).toMatchObject({ status: 'PENDING' })
})

test('a replica that holds a purchase as it was writes over nothing that another one has written since', async () => {
  const [one, other] = [await open(), await open()]
  const orderId = uuidV7()
  await one([statusOf(orderId, 1, 'PENDING')])
  await other([statusOf(orderId, 2, 'CONFIRMED')])
  await one([said('DeliveryPrepared', orderId, 1, { orderId, ...whose, status: 'PREPARING' })])
  const [purchase] = await purchasesOf('kim')
  expect(purchase).toMatchObject({
    status: 'CONFIRMED',
    sources: { order: { version: 2 }, delivery: { version: 1 } },
  })
})

test('two replicas that write the same purchases at once leave what one alone would have left', async () => {
  const replicas = await Promise.all([open(), open()])
  const orders = Array.from({ length: 20 }, () => uuidV7())
  const writers = replicas.map((apply) => new Projector(apply))
  const published = orders.flatMap((orderId) =>
    [1, 2, 3, 4, 5].map((version) => ({
      version,
      event: statusOf(orderId, version, version === 5 ? 'COMPLETED' : 'PENDING'),
    })),
  )
  await Promise.all(published.map(async ({ version, event }) => writers[version % 2]?.project(event)))
  const shown = await purchasesOf('kim')
  expect(shown).toHaveLength(20)
  for (const purchase of shown)
    expect(purchase).toMatchObject({ status: 'COMPLETED', sources: { order: { version: 5 } } })
})

function pointsAdded(version: number, amount: number): LogEntry {
  const operation = uuidV7()
  const data = { operation, userId: 'kim', amount, points: amount * version, spent: 0 }
  const event: RawEnvelope = {
    ...{ id: uuidV7(), type: 'PointsAdded', schemaVersion: 1, aggregate: 'account', aggregateId: 'kim' },
    ...{ aggregateVersion: version, operation, occurredAt: at, data },
  }
  return { _id: logId('kim', version), operation, event }
}

test('a rebuild makes the views anew from the logs, and drops what has no event', async () => {
  const accounts = nativeCollection<LogEntry>(database(), 'account_events')
  await accounts.insertMany([1, 2, 3].map((version) => pointsAdded(version, 10)))
  const apply = await open()
  await apply([balanceOf('kim', 1, 999, 999), balanceOf('nobody', 1, 1, 0)])
  expect(await rebuild(contract, database(), readModel)).toBe(3)
  const store = openStore(database())
  expect(await store.page('kim')).toMatchObject({ points: 30, spent: 0, version: 3 })
  expect(await store.page('nobody')).toBeUndefined()
})

test('a rebuild includes published events that are in an outbox only; one that it cannot read there stops it before the swap', async () => {
  const accounts = documents(database(), { documents: 'accounts' })
  const outbox = { 4: pointsAdded(4, 10).event }
  await accounts.insertOne({ _id: 'kim', version: 4, state: {}, operations: {}, outbox, outboxSince: new Date() })
  const apply = await open()
  await apply([balanceOf('kim', 4, 40, 0)])
  await rebuild(contract, database(), readModel)
  expect(await pageOfKim()).toMatchObject({ points: 40, version: 4 })
  await accounts.updateOne({ _id: 'kim' }, { $set: { 'outbox.4.data': {} } })
  await apply([balanceOf('kim', 5, 50, 0)])
  await expect(rebuild(contract, database(), readModel)).rejects.toThrow('kim:0000000004')
  expect(await pageOfKim()).toMatchObject({ points: 50, version: 5 })
  await accounts.deleteMany({})
})

async function pageOfKim() {
  const found = await nativeCollection(database(), 'mypage_pages').findOne({ _id: 'kim' as never })
  return found?.['value']
}

test('a writer that goes on over a rebuild works on the new views', async () => {
  const apply = await open()
  await apply([balanceOf('kim', 3, 30, 0)])
  await rebuild(contract, database(), readModel)
  await apply([balanceOf('kim', 4, 40, 5)])
  const found = await nativeCollection(database(), 'mypage_pages').find({}).toArray()
  expect(found.map(({ value }) => value)).toEqual([{ userId: 'kim', version: 4, points: 40, spent: 5 }])
})

test('once the views are swapped a rebuild is carried through, also where what has come meanwhile cannot be read', async () => {
  const accounts = nativeCollection<LogEntry>(database(), 'account_events')
  const entry = pointsAdded(4, 10)
  const unreadable = { ...entry, _id: logId('kim', 5), event: { ...entry.event, aggregateVersion: 5, data: {} } }
  const steps: string[] = []
  await rebuild(contract, database(), readModel, async (step) => {
    steps.push(step)
    if (step === 'swapped') await accounts.insertMany([unreadable, entry])
  })
  expect(steps.at(-1)).toBe('caught up')
  expect(await pageOfKim()).toMatchObject({ points: 40, version: 4 })
  await accounts.deleteMany({ _id: { $in: [entry._id, unreadable._id] } })
})

test('an event that cannot be read stops a rebuild before the views in use are touched', async () => {
  const apply = await open()
  await apply([balanceOf('lee', 1, 7, 0)])
  const entry = pointsAdded(1, 10)
  const broken = {
    ...entry,
    _id: logId('kim', 9),
    event: { ...entry.event, aggregateVersion: 9, data: { points: 'many' } },
  }
  await nativeCollection<LogEntry>(database(), 'account_events').insertOne(broken)
  await expect(rebuild(contract, database(), readModel)).rejects.toThrow('kim:0000000009')
  expect(await nativeCollection(database(), 'mypage_pages').countDocuments({ _id: 'lee' as never })).toBe(1)
})
