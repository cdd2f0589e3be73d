/** The stream is filled again from the logs, with just what it has lost. */

import { contract } from '@shop/contract/catalog.ts'
import { isDeepStrictEqual } from 'node:util'
import { until } from '@shop/dev/testing/until.ts'
import type { ProductCommand } from '@shop/inventory/domain/product.ts'
import { open, type RecoveryConnections } from '@shop/recovery/connections.ts'
import { oldestToBeFilled, recover } from '@shop/recovery/recover.ts'
import { v7 as uuid } from 'uuid'
import { collections, hostProducts, type Machinery, onStream, openMachinery } from '../events/machinery.ts'
import { run } from './command.ts'

let machinery: Machinery
let connections: RecoveryConnections
beforeEach(async () => {
  machinery = await openMachinery()
  connections = await open(machinery.engines, contract)
})
afterEach(async () => {
  await connections.close()
  await machinery.close()
})

const EVENTS = 31

/** A shelf with some history, at rest: nothing stands in an outbox. */
async function history(): Promise<void> {
  const { aggregates, ...replica } = await hostProducts(machinery, machinery.database)
  const perform = (id: string, command: ProductCommand) => aggregates.execute(id, command)
  await perform('tea', { type: 'AddProduct', operation: uuid(), name: 'Tea', price: 1, stock: 100 })
  for (const id of ['tea', 'gold', 'tea']) await Promise.all(Array.from({ length: 10 }, () => perform(id, reserve())))
  await replica.stop(performance.now() + 10_000)
}

const reserve = (): ProductCommand => ({
  ...{ type: 'ReserveStock', operation: uuid(), userId: 'ann', quantity: 1, expectedUnitPrice: null },
})

async function logged(): Promise<string[]> {
  const { events } = collections(machinery.database)
  return (await events.find().toArray()).map(({ event }) => event.id).sort()
}

async function streamed(): Promise<string[]> {
  return (await onStream(machinery)).map(({ id }) => id).sort()
}

test('a stream that is gone is made again, and holds every event once', async () => {
  await history()
  await machinery.streams.manager.streams.delete('EVENTS')
  await connections.close()
  connections = await open(machinery.engines, contract)
  const { onStream: before, refilled, alarms } = await recover(connections)
  expect([before, refilled['product'], alarms]).toEqual([0, { read: EVENTS, filled: EVENTS }, []])
  expect(await streamed()).toEqual(await logged())
})

test('where only the last events are gone, only these are filled; and nothing the second time', async () => {
  await history()
  const { manager } = machinery.streams
  const { last_seq } = (await manager.streams.info('EVENTS')).state
  for (const sequence of [0, 1, 2, 3, 4]) await manager.streams.deleteMessage('EVENTS', last_seq - sequence)
  expect(await recover(connections)).toMatchObject({ onStream: EVENTS - 5, refilled: { product: { filled: 5 } } })
  expect(await streamed()).toEqual(await logged())
  expect(await recover(connections)).toMatchObject({ onStream: EVENTS, refilled: { product: { filled: 0 } } })
})

test('an event that stands in an outbox only is brought back, too', async () => {
  await history()
  const { documents, events } = collections(machinery.database)
  const newest = await events.findOneAndDelete({ _id: 'tea:0000000021' })
  await documents.updateOne({ _id: 'tea' }, { $set: { 'outbox.21': newest?.event, outboxSince: new Date() } })
  await machinery.streams.manager.streams.purge('EVENTS')
  const { refilled, alarms } = await recover(connections)
  expect([refilled['product'], alarms]).toEqual([{ read: EVENTS, filled: EVENTS }, []])
  expect((await onStream(machinery)).filter(({ id }) => id === newest?.event.id)).toHaveLength(1)
})

test('events from before the requested time are left where they are', async () => {
  await history()
  const { events } = collections(machinery.database)
  await events.updateMany({ 'event.aggregateId': 'gold' }, { $set: { 'event.occurredAt': '2020-01-01T00:00:00.000Z' } })
  await machinery.streams.manager.streams.purge('EVENTS')
  const week = await recover(connections, { since: new Date(Date.now() - 7 * 86_400_000) })
  expect(week.refilled['product']).toEqual({ read: EVENTS - 10, filled: EVENTS - 10 })
  const all = await recover(connections) // the stream was made a moment ago: what it, and the dead letters, had before is not known
  expect(all.refilled['product']).toEqual({ read: EVENTS, filled: 10 })
})

test.each([
  ['older than it keeps events: as far back as that', '2026-01-01T00:00:00Z', 7, '2026-11-15T00:00:00Z'],
  [
    'younger, so that it was lost, with dead letters of any age: all',
    '2026-11-20T00:00:00Z',
    7,
    '1970-01-01T00:00:00Z',
  ],
  ['to keep events for ever: all', '2026-01-01T00:00:00Z', 0, '1970-01-01T00:00:00Z'],
])('what is brought back to a stream that is %s', (_, began, maxAgeDays, oldest) => {
  const now = new Date('2026-11-22T00:00:00Z')
  const stream = { maxAgeMs: maxAgeDays * 86_400_000, beganAt: new Date(began), now }
  expect(oldestToBeFilled(stream)).toEqual(new Date(oldest))
})

test('a document that is older than its log, or whose log has another event at its version, raises an alarm', async () => {
  await history()
  const { documents, events } = collections(machinery.database)
  await documents.updateOne({ _id: 'gold' }, { $inc: { version: -3 } })
  const newest = await events.findOne({ _id: 'tea:0000000021' })
  const other = { ...newest?.event, id: uuid() }
  await documents.updateOne({ _id: 'tea' }, { $set: { 'outbox.21': other, outboxSince: new Date() } })
  const { alarms } = await recover(connections)
  expect(alarms.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
    { aggregate: 'product', id: 'gold', problem: 'its document is at version 7, its log at 10' },
    { aggregate: 'product', id: 'tea', problem: 'its log has another version 21 than its document' },
  ])
})

test('a service that has handled a refilled event before does nothing but say so again', async () => {
  await history()
  const { documents } = collections(machinery.database)
  const before = await documents.find().toArray()
  const { aggregates, ...replica } = await hostProducts(machinery, machinery.database)
  const orders = (await onStream(machinery)).filter(({ type }) => type === 'StockReserved')
  await machinery.streams.manager.streams.purge('EVENTS')
  await recover(connections)
  for (const { aggregateId, operation } of orders)
    await aggregates.execute(aggregateId, { ...reserve(), operation }, { by: 'event' })
  await until('all events are on the stream', async () => (await onStream(machinery)).length === EVENTS + orders.length)
  await replica.stop(performance.now() + 10_000)
  expect(isDeepStrictEqual(await documents.find().toArray(), before)).toBe(true)
})

test('the command ends, too, where NATS answers but its streams cannot be made', async () => {
  const { manager } = machinery.streams
  await manager.streams.delete('EVENTS')
  await manager.streams.add({ name: 'OTHER', subjects: ['events.>'] })
  const { code, output } = await run('recovery/src/recover-main.ts', [], machinery.engines)
  expect([code, output]).toEqual([1, expect.stringMatching(/^NATS_URL: /)])
}, 60_000)

test('the command says what it has found; and which setting is wrong, where something does not answer', async () => {
  await history()
  const { mongoUri, natsUrl, database } = machinery.engines
  await machinery.streams.manager.streams.purge('EVENTS')
  const recovered = await run('recovery/src/recover-main.ts', [], machinery.engines)
  expect(recovered.code).toBe(0)
  expect(recovered.output).toMatch(/product +31 events, 31 of them were missing and are back/)
  const [noNats, noMongo, noTime] = await Promise.all([
    run('recovery/src/recover-main.ts', [], { mongoUri, natsUrl: 'nats://127.0.0.1:1', database }),
    run('recovery/src/recover-main.ts', [], { mongoUri: 'mongodb://127.0.0.1:1/', natsUrl, database }),
    run('recovery/src/recover-main.ts', ['--since', 'yesterday'], machinery.engines),
  ])
  expect([noNats.code, noMongo.code, noTime.code]).toEqual([1, 1, 1])
  expect(noNats.output).toBe('NATS_URL: NATS with JetStream does not answer at nats://127.0.0.1:1.')
  expect(noMongo.output).toBe('MONGODB_URI: MongoDB does not answer at mongodb://127.0.0.1:1/.')
  expect(noTime.output).toMatch(
    /'--since <time>' argument 'yesterday' is invalid\. Expected a time like 2026-11-22T12:00:00Z/,
  )
}, 60_000)
