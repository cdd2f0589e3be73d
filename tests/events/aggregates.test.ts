/** Aggregates on real engines: done once, whatever breaks. */

import { until } from '@shop/dev/testing/until.ts'
import { MongoDocuments } from '@shop/events/aggregates/mongo-documents.ts'
import type { ProductCommand } from '@shop/inventory/domain/product.ts'
import { v7 as uuid } from 'uuid'
import { type Machinery, collections, hostProducts, onStream, openMachinery } from './machinery.ts'
import { openWire } from './wire.ts'

let machinery: Machinery
beforeEach(async () => void (machinery = await openMachinery()))
afterEach(() => machinery.close())

const reserve = (quantity = 1): ProductCommand => ({
  type: 'ReserveStock',
  operation: uuid(),
  userId: 'ann',
  quantity,
  expectedUnitPrice: null,
})
const add = (stock: number): ProductCommand => ({ type: 'AddProduct', operation: uuid(), name: 'Tea', price: 1, stock })

async function outboxes(): Promise<string[]> {
  const { documents } = collections(machinery.database)
  return (await documents.find().toArray()).flatMap(({ outbox }) => Object.keys(outbox))
}

/** What every test ends with. */
async function expectWhole(expected: { readonly id: string; readonly stock: number; readonly version: number }) {
  const { documents, events } = collections(machinery.database)
  await until('the outboxes are empty', async () => (await outboxes()).length === 0)
  const { id, stock, version } = expected
  expect(await documents.findOne({ _id: id })).toMatchObject({ version, state: { stock } })
  const logged = await events.find({ 'event.aggregateId': id }).sort({ _id: 1 }).toArray()
  expect(logged.map(({ event }) => event.aggregateVersion)).toEqual(Array.from({ length: version }, (_, n) => n + 1))
  const streamed = (await onStream(machinery)).filter(({ aggregateId }) => aggregateId === id)
  expect(new Set(streamed.map((event) => event.id))).toEqual(new Set(logged.map(({ event }) => event.id)))
  expect(new Set(logged.map(({ event }) => `${event.type} ${event.operation}`)).size).toBe(version)
}

test('two replicas that compete for one product sell each unit once', async () => {
  const replicas = [
    await hostProducts(machinery, machinery.database),
    await hostProducts(machinery, await machinery.connectMongo()),
  ]
  await replicas[0]?.aggregates.execute('tea', add(100))
  const perform = async (command: ProductCommand, turn: number): Promise<unknown> => {
    try {
      return await replicas[turn % 2]?.aggregates.execute('tea', command, { by: 'event' })
    } catch (error) {
      if (error instanceof Error && error.name === 'Contended') return perform(command, turn + 1)
      throw error
    }
  }
  // Each command comes to both replicas, as a message does that is delivered twice; not all at once, so that both write often.
  const buyer = async (): Promise<void> => {
    for (let n = 0; n < 20; n += 1) {
      const command = reserve()
      await Promise.all([perform(command, 0), perform(command, 1)])
    }
  }
  await Promise.all(Array.from({ length: 10 }, buyer))
  for (const replica of replicas) await replica.stop(performance.now() + 10_000)
  await expectWhole({ id: 'tea', stock: 0, version: 201 })
})

test('a write whose answer is lost, or whose connection breaks, is done once', async () => {
  const wire = await openWire(machinery.engines.mongoUri)
  const { aggregates, ...replica } = await hostProducts(machinery, await machinery.connectMongo(wire.uri))
  await aggregates.execute('tea', add(1_000))
  for (let round = 0; round < 5; round += 1) {
    wire.swallowAnswers(3)
    const results = Array.from({ length: 20 }, () => aggregates.execute('tea', reserve(), { by: 'event' }))
    await until('three answers are lost in each round', () => wire.swallowed() >= 3 * (round + 1))
    wire.cut()
    await Promise.all(results)
  }
  await replica.stop(performance.now() + 10_000)
  await wire.close()
  await expectWhole({ id: 'tea', stock: 900, version: 101 })
})

test('NATS that is killed and comes back gets every event', async () => {
  const { aggregates, ...replica } = await hostProducts(machinery, machinery.database)
  await aggregates.execute('tea', add(1_000))
  machinery.engines.process('nats').kill('SIGKILL') // it is started again by itself
  await Promise.all(Array.from({ length: 50 }, () => aggregates.execute('tea', reserve())))
  await until('the outboxes are empty', async () => (await outboxes()).length === 0)
  await replica.stop(performance.now() + 10_000)
  await expectWhole({ id: 'tea', stock: 950, version: 51 })
})

test('what a killed replica left in its outboxes, the next one relays at its start', async () => {
  const first = await hostProducts(machinery, machinery.database)
  await first.aggregates.execute('tea', add(10))
  await until('the outboxes are empty', async () => (await outboxes()).length === 0)
  const { documents, events } = collections(machinery.database)
  const [entry] = await events.find().toArray()
  if (!entry) throw new Error('nothing is logged')
  await events.deleteMany({})
  await documents.updateOne({ _id: 'tea' }, { $set: { 'outbox.1': entry.event, outboxSince: new Date() } })
  const second = await hostProducts(machinery, await machinery.connectMongo())
  await expectWhole({ id: 'tea', stock: 10, version: 1 })
  for (const replica of [first, second]) await replica.stop(performance.now() + 10_000)
})

test('a document is known by the etag of its last acknowledgement, and a write that is guarded on another is a conflict', async () => {
  const { documents: collection } = collections(machinery.database)
  const tea = () => collection.findOne({ _id: 'tea' })
  const { aggregates, ...replica } = await hostProducts(machinery, machinery.database)
  const etagAfter = async (command: ProductCommand, before?: string) => {
    await aggregates.execute('tea', command)
    await until('the outbox is empty', async () => (await tea())?.outboxSince === undefined)
    const etag = (await tea())?.etag
    if (etag === undefined || etag === before) throw new Error('the document has no etag of this acknowledgement')
    return etag
  }
  const first = await etagAfter(add(10))
  const second = await etagAfter(reserve(), first)
  await replica.stop(performance.now() + 10_000)
  const documents = new MongoDocuments(collection)
  const write = (etag: string | undefined) =>
    documents.save([
      {
        ...{ id: 'tea', from: 2, etag, to: 3, state: { stock: 100 }, operations: { set: {}, unset: [] } },
        ...{ forgotten: undefined, outbox: { set: [], unset: [] }, due: undefined, at: new Date() },
      },
    ])
  expect([await write(first), await write(uuid())]).toEqual(['conflict', 'conflict'])
  await collection.updateOne({ _id: 'tea' }, { $unset: { etag: '' } }) // as an earlier release restores it
  expect(await write(second)).toBe('conflict')
  await collection.updateOne({ _id: 'tea' }, { $set: { etag: second } })
  expect(await tea()).toMatchObject({ version: 2, state: { stock: 9 } })
  expect(await write(second)).toBe('saved')
  expect(await tea()).toMatchObject({ version: 3, state: { stock: 100 } })
})

test('a deadline is postponed with the time since when the aggregate waits by one that lies ahead, and without it', async () => {
  const { aggregates, ...replica } = await hostProducts(machinery, machinery.database)
  await aggregates.execute('tea', add(1))
  await replica.stop(performance.now() + 10_000)
  const { documents: collection } = collections(machinery.database)
  const documents = new MongoDocuments(collection)
  const [due, aheadSince] = [new Date(2_000), new Date(1_000)]
  const times = async () => {
    const stored = await collection.findOne({ _id: 'tea' })
    return { due: stored?.due, aheadSince: stored?.aheadSince }
  }
  await documents.postpone('tea', 2, { due, aheadSince })
  expect(await times()).toEqual({ due: undefined, aheadSince: undefined })
  await documents.postpone('tea', 1, { due, aheadSince })
  expect(await times()).toEqual({ due, aheadSince })
  await documents.postpone('tea', 1, { due })
  expect(await times()).toEqual({ due, aheadSince: undefined })
  await documents.postpone('tea', 1, { due, aheadSince })
  await documents.postpone('tea', 1, { due: undefined })
  expect(await times()).toEqual({ due: undefined, aheadSince: undefined })
})
