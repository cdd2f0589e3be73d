/**
 * Documents alone came from an older backup while their service ran on: it decides on the old state, and its log refuses what it
 * decides. After a restore the document is what its log says, and what the log refuses is not published.
 */

import { contract } from '@shop/contract/catalog.ts'
import { withTemporaryFolder } from '@shop/dev/testing/temporary.ts'
import { until } from '@shop/dev/testing/until.ts'
import type { AggregateDocument } from '@shop/events/aggregates/document.ts'
import { hostAggregates } from '@shop/events/aggregates/hosting.ts'
import type { LogEntry } from '@shop/events/outbox/mongo-log.ts'
import { rebuild } from '@shop/events/projections/rebuild.ts'
import { readModel } from '@shop/mypage/read-model.ts'
import { account } from '@shop/pay/domain/decider.ts'
import { createMetrics } from '@shop/platform/metrics.ts'
import { backup } from '@shop/recovery/backup.ts'
import { open, type RecoveryConnections } from '@shop/recovery/connections.ts'
import { recover } from '@shop/recovery/recover.ts'
import { restoreAtOnce } from './restore-at-once.ts'
import path from 'node:path'
import { v7 as uuid } from 'uuid'
import { log, type Machinery, onStream, openMachinery } from '../events/machinery.ts'

let machinery: Machinery
let connections: RecoveryConnections
beforeEach(async () => {
  machinery = await openMachinery()
  connections = await open(machinery.engines, contract)
}, 60_000)
afterEach(async () => {
  await connections.close()
  await machinery.close()
})

const documents = () => machinery.database.collection<AggregateDocument>('accounts')
const events = () => machinery.database.collection<LogEntry>('account_events')
const ann = () => documents().findOne({ _id: 'ann' })
const host = () =>
  hostAggregates({
    ...{ decider: account, contract, documents: documents(), events: events(), streams: machinery.streams, log },
    registry: createMetrics('test'),
  })
type Accounts = Awaited<ReturnType<typeof host>>

const add = ({ aggregates }: Accounts, amount: number) =>
  aggregates.execute('ann', { type: 'AddPoints', operation: uuid(), amount })
const order = (operation: string, unitPrice: number) => ({ operation, unitPrice, productId: 'tea', quantity: 1 })
const charge = ({ aggregates }: Accounts, operation: string, unitPrice: number) =>
  aggregates.execute('ann', { type: 'ChargePoints', ...order(operation, unitPrice) }, { by: 'event' })
const stop = (accounts: Accounts) => accounts.stop(performance.now() + 10_000)
const settled = () => until('the outbox is empty', async () => (await ann())?.outboxSince === undefined)
const isForked = () => until('the account is marked as a fork', async () => (await ann())?.disputed === true)
const restored = () => restoreAtOnce(connections, { what: 'loaded' }, quiet)
const quiet = { far: () => undefined, done: () => undefined }

/** 1,500 points, of which 300 are spent, says the log; the document knows 1,000, of which it takes 200 for this order, and adds so many. */
async function fork(charged: string, additions = 0): Promise<AggregateDocument | null> {
  const first = await host()
  await add(first, 1_000)
  await settled()
  const old = await ann()
  if (!old) throw new Error('there is no document')
  await add(first, 500)
  await charge(first, uuid(), 300)
  await stop(first)
  const wanted = await ann()
  await documents().replaceOne({ _id: 'ann' }, old)
  const second = await host()
  await Promise.all([charge(second, charged, 200), ...Array.from({ length: additions }, () => add(second, 1))])
  await isForked()
  await expect(add(second, 1)).rejects.toThrow('the log of ann is not what its document says')
  await stop(second)
  return wanted
}

async function notLoggedOnStream(): Promise<unknown[]> {
  const logged = new Set((await events().find().toArray()).map(({ event }) => event.id))
  return (await onStream(machinery)).filter(({ id }) => !logged.has(id))
}

const pageOfAnn = () => machinery.database.collection<{ _id: string }>('mypage_pages').findOne({ _id: 'ann' })

test.each([
  ['shorter than', 0],
  ['as long as', 1],
  ['longer than', 2],
])('a document that went another way, and is %s its log, becomes what the log says', async (_, additions) => {
  const charged = uuid()
  const wanted = await fork(charged, additions)
  expect((await recover(connections)).alarms).toMatchObject([{ id: 'ann' }])
  expect((await restored()).alarms).toEqual([])
  const document = await ann()
  expect(document).toMatchObject({ version: wanted?.version, state: wanted?.state, outbox: {} })
  expect(Object.keys(document?.operations ?? {})).not.toContain(charged)
  expect(await notLoggedOnStream()).toEqual([])
  expect(await pageOfAnn()).toMatchObject({ value: { points: 1_200, spent: 300 } })
  const third = await host()
  const refund = { type: 'RefundPoints', operation: charged, productId: 'tea', quantity: 1 } as const
  const { state } = await third.aggregates.execute('ann', refund, { by: 'event' })
  await stop(third)
  expect(state).toMatchObject({ points: 1_200, spent: 300 }) // the log never charged for that order
})

test('while there is such a document, recover publishes nothing that its log refuses', async () => {
  await fork(uuid(), 2)
  await machinery.streams.manager.streams.purge('EVENTS')
  const { refilled } = await recover(connections)
  expect(refilled['account']).toMatchObject({ filled: 3 })
  expect(await notLoggedOnStream()).toEqual([])
})

test('while there is such a document, a read model that is rebuilt shows what its log says', async () => {
  await fork(uuid(), 2)
  await rebuild(contract, connections.mongo, readModel)
  expect(await pageOfAnn()).toMatchObject({ value: { points: 1_200, spent: 300 } })
})

test('what the log says was paid is not paid again when its messages come back', async () => {
  const paid = uuid()
  const first = await host()
  await add(first, 1_000)
  await settled()
  const old = await ann()
  await charge(first, paid, 100)
  await charge(first, uuid(), 100)
  await stop(first)
  if (old) await documents().replaceOne({ _id: 'ann' }, old)
  const second = await host()
  await charge(second, uuid(), 100)
  await isForked()
  await stop(second)
  await restored()
  const third = await host()
  const { repeated, state } = await charge(third, paid, 100)
  await stop(third)
  expect([repeated, state]).toEqual([true, expect.objectContaining({ points: 800, spent: 200 })])
})

test('documents that were lost while their service ran become what their log says, whatever it has made since', async () => {
  await withTemporaryFolder(async (folder) => {
    const dump = path.join(folder, 'dump')
    const first = await host()
    await add(first, 1_000)
    await add(first, 500)
    await settled()
    const wanted = await ann()
    await backup(connections, dump)
    await documents().deleteMany({})
    await charge(first, uuid(), 200) // decided on what it has in memory, and again, from nothing
    await isForked()
    await stop(first)
    const { alarms } = await restoreAtOnce(connections, { what: 'documents', folder: dump }, quiet)
    expect(alarms).toEqual([])
    expect(await ann()).toMatchObject({ version: wanted?.version, state: wanted?.state })
  })
})

test.each([
  ['shorter', 0],
  ['longer', 2],
])(
  'a dump that was taken of a document that went another way, and is %s than its log, restores what the log says',
  async (_, additions) => {
    await withTemporaryFolder(async (folder) => {
      const dump = path.join(folder, 'dump')
      const wanted = await fork(uuid(), additions)
      await backup(connections, dump)
      await machinery.database.dropDatabase()
      const { alarms } = await restoreAtOnce(connections, { what: 'all', folder: dump }, quiet)
      expect(alarms).toEqual([])
      expect(await ann()).toMatchObject({ version: wanted?.version, state: wanted?.state, outbox: {} })
      expect(await notLoggedOnStream()).toEqual([])
    })
  },
)

test('a dump of a document that did an operation otherwise than its log says restores what the log says', async () => {
  await withTemporaryFolder(async (folder) => {
    const [dump, operation] = [path.join(folder, 'dump'), uuid()]
    const first = await host()
    await add(first, 1_000)
    await settled()
    const old = await ann()
    await charge(first, operation, 300)
    await stop(first)
    const wanted = await ann()
    if (old) await documents().replaceOne({ _id: 'ann' }, old)
    const second = await host()
    await charge(second, operation, 200)
    await isForked()
    await stop(second)
    await backup(connections, dump)
    await machinery.database.dropDatabase()
    await restoreAtOnce(connections, { what: 'all', folder: dump }, quiet)
    expect(await ann()).toMatchObject({ version: wanted?.version, state: wanted?.state, outbox: {} })
  })
})

test.each([
  ['fewer', 3, 2],
  ['as many', 2, 2],
  ['more', 1, 2],
])(
  'documents of a time that a restore has undone become what the logs say, which have %s events since',
  async (_, undone, since) => {
    await withTemporaryFolder(async (folder) => {
      const [sunday, monday] = [path.join(folder, 'sunday'), path.join(folder, 'monday')]
      const first = await host()
      await add(first, 1_000)
      await settled()
      await backup(connections, sunday)
      for (let n = 0; n < undone; n += 1) await charge(first, uuid(), 100)
      await stop(first)
      await settled()
      await backup(connections, monday)
      await machinery.database.dropDatabase()
      await restoreAtOnce(connections, { what: 'all', folder: sunday }, quiet)
      const second = await host()
      for (let n = 0; n < since; n += 1) await add(second, 1)
      await stop(second)
      await settled()
      const wanted = await ann()
      await documents().deleteMany({})
      const { alarms } = await restoreAtOnce(connections, { what: 'documents', folder: monday }, quiet)
      expect(alarms).toEqual([])
      const { version, state, operations } = wanted ?? {}
      expect(await ann()).toEqual({ _id: 'ann', version, state, operations, outbox: {} })
    })
  },
)

test('where it is the log that was restored, and then put right, its documents are taken up again by recover', async () => {
  const first = await host()
  await add(first, 1_000)
  await add(first, 500)
  await settled()
  await stop(first)
  const lost = await events().findOneAndDelete({ 'event.aggregateVersion': 2 })
  const second = await host()
  await add(second, 1)
  await isForked()
  if (lost) await events().insertOne(lost)
  expect((await recover(connections)).alarms).toEqual([])
  await add(second, 1)
  await stop(second)
  expect(await ann()).toMatchObject({ version: 4, state: { points: 1_502 } })
  expect(await events().countDocuments({})).toBe(4)
})
