import { openDatabase } from '@shop/dev/testing/database.ts'
import { type Aggregate, type EventType, contract } from '@shop/contract/catalog.ts'
import { sample } from '@shop/contract/samples.ts'
import { log } from '@shop/events/collections.ts'
import type { Audit } from '@shop/events/gauges/audit.ts'
import { type LogEntry, logId } from '@shop/events/outbox/mongo-log.ts'
import { auditReadModel } from '@shop/events/projections/audited-read-model.ts'
import type { FoldedDocument } from '@shop/events/projections/folded-documents.ts'
import { Lateness } from '@shop/events/projections/lateness.ts'
import { rebuild } from '@shop/events/projections/rebuild.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import type { Page } from './domain/page.ts'
import { pages as pagesProjected, purchases as purchasesProjected, readModel } from './read-model.ts'

const database = openDatabase()
beforeEach(async () => {
  for (const { collection } of readModel.projections) await nativeCollection(database(), collection).deleteMany({})
  for (const aggregate of contract.aggregates) await log(database(), aggregate).deleteMany({})
})
type Said = readonly [type: EventType, changes?: Readonly<Record<string, unknown>>]
const LATE_AFTER_MS = 1_000

/** The events of aggregates of one kind, each from version `first` on. */
async function logEvents(source: Aggregate, ids: readonly string[], events: readonly Said[], first = 1): Promise<void> {
  const entries = ids.flatMap((id) =>
    events.map(([type, changes], index): LogEntry => {
      const aggregateVersion = first + index
      const whose = { account: { userId: id }, product: { productId: id }, order: {}, delivery: {} }[source]
      const event = sample(type, { ...changes, ...whose })
      const parsed = contract.parse({ ...event, aggregateId: id, aggregateVersion })
      if (parsed.kind !== 'ok') throw new Error(parsed.problem)
      return { _id: logId(id, aggregateVersion), operation: parsed.envelope.operation, event: parsed.envelope }
    }),
  )
  await log(database(), { name: source }).insertMany(entries)
}

const pages = () => nativeCollection<FoldedDocument<Page>>(database(), pagesProjected.collection)
const purchases = () => nativeCollection<FoldedDocument<object>>(database(), purchasesProjected.collection)
const USERS = ['kim', 'kim-2', 'lee', 'max', 'zoe']

/** Five users and one order that is paid and prepared, and views that show all of it. */
async function shop(): Promise<void> {
  const orderId = String(sample('OrderPlaced')['orderId'])
  await logEvents('account', USERS, [['PointsAdded'], ['PaymentApproved'], ['PointsAdded', { points: 7 }]])
  await logEvents('order', [orderId], [['OrderPlaced'], ['OrderNoted'], ['OrderStatusChanged']])
  await logEvents('delivery', [orderId], [['DeliveryRequested'], ['DeliveryPrepared']])
  await logEvents('product', ['tea'], [['ProductAdded'], ['StockReserved']])
  await logEvents('product', ['nothing'], [['StockRejected', { reason: 'PRODUCT_NOT_FOUND' }]])
  await rebuild(contract, database(), readModel)
}

/** The next round that is finished. */
async function round(audit: Audit): Promise<object> {
  const earlier = await audit.goOn()
  for (let pages = 0; pages < 100; pages += 1) {
    const finished = await audit.goOn()
    if (!finished || finished === earlier) continue
    return { broken: finished.broken.get('rebuild'), behind: finished.totals.get('behind') }
  }
  throw new Error('a round that never ends')
}

function auditing() {
  let now = 0
  const lateness = new Lateness({ lateAfterMs: LATE_AFTER_MS, now: () => now })
  const audit = auditReadModel(contract, database(), readModel, { atOnce: 2, lateness })
  return { next: () => round(audit), pass: (milliseconds: number) => void (now += milliseconds) }
}

test('views that are what a rebuild would make of the logs', async () => {
  await shop()
  expect(await auditing().next()).toEqual({ broken: 0, behind: 0 })
})

test('a page that shows something else than its account has said', async () => {
  await shop()
  await pages().updateOne({ _id: 'lee' }, { $set: { 'value.points': 8 } })
  expect(await auditing().next()).toEqual({ broken: 1, behind: 0 })
})

test('a purchase that shows the delivery as of an earlier event', async () => {
  await shop()
  await purchases().updateOne({}, { $set: { 'value.deliveryStatus': null } })
  expect(await auditing().next()).toEqual({ broken: 1, behind: 0 })
})

test('a page of a user without events, and one that is ahead of its log for too long', async () => {
  await shop()
  await pages().insertOne({ _id: 'nobody', stamp: 'x', value: { userId: 'nobody', points: 1, spent: 0, version: 1 } })
  await pages().updateOne({ _id: 'kim' }, { $set: { 'value.version': 9 } })
  const { next, pass } = auditing()
  expect(await next()).toEqual({ broken: 0, behind: 0 })
  pass(LATE_AFTER_MS)
  expect(await next()).toEqual({ broken: 2, behind: 0 })
})

test('a page that has received an event before it was logged, but shows something else', async () => {
  await shop()
  const { next, pass } = auditing()
  await pages().updateOne({ _id: 'kim' }, { $set: { 'value.points': 9, 'value.version': 4 } })
  await pages().updateOne({ _id: 'lee' }, { $set: { 'value.points': 8, 'value.version': 4 } })
  expect(await next()).toEqual({ broken: 0, behind: 0 })
  pass(LATE_AFTER_MS)
  await logEvents('account', ['kim', 'lee'], [['PointsAdded', { points: 9 }]], 4)
  expect(await next()).toEqual({ broken: 1, behind: 0 })
})

test('what is only behind is not broken, until it has missed the same event for too long', async () => {
  await shop()
  const { next, pass } = auditing()
  await logEvents('account', ['kim'], [['PointsAdded', { points: 9 }]], 4)
  await pages().deleteOne({ _id: 'zoe' })
  expect(await next()).toEqual({ broken: 0, behind: 2 })
  pass(LATE_AFTER_MS)
  await pages().updateOne({ _id: 'kim' }, { $set: { 'value.points': 9, 'value.version': 4 } })
  await logEvents('account', ['kim'], [['PointsAdded', { points: 11 }]], 5) // on its way since just now
  expect(await next()).toEqual({ broken: 1, behind: 2 })
  pass(LATE_AFTER_MS)
  expect(await next()).toEqual({ broken: 2, behind: 2 })
  await rebuild(contract, database(), readModel)
  expect(await next()).toEqual({ broken: 0, behind: 0 })
})

test('an event that this release cannot read says nothing of its page', async () => {
  await shop()
  await log(database(), { name: 'account' }).updateOne(
    { _id: logId('max', 3) },
    { $set: { 'event.schemaVersion': 99 } },
  )
  await pages().updateOne({ _id: 'max' }, { $set: { 'value.points': 8 } })
  expect(await auditing().next()).toEqual({ broken: 0, behind: 0 })
})
