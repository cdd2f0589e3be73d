/** Documents that are behind their log, gone, or beyond it become what the log says, also where it is longer than a page. */

import { contract } from '@shop/contract/catalog.ts'
import type { AggregateDocument } from '@shop/events/aggregates/document.ts'
import { operationsKept } from '@shop/events/aggregates/forgetting.ts'
import { open, type RecoveryConnections } from '@shop/recovery/connections.ts'
import { rollForward } from '@shop/recovery/roll-forward.ts'
import { v7 as uuid } from 'uuid'
import { collections, hostProducts, type Machinery, openMachinery } from '../events/machinery.ts'

const RESERVED = 1_100
const EVENTS = RESERVED + 1

let machinery: Machinery
let connections: RecoveryConnections
let current: AggregateDocument | null
let older: AggregateDocument | null
beforeAll(async () => {
  machinery = await openMachinery()
  connections = await open(machinery.engines, contract)
  ;[older, current] = [await sold(100), await sold(RESERVED - 100)]
})
afterAll(async () => {
  await connections.close()
  await machinery.close()
})

const stored = () => collections(machinery.database).documents.findOne({ _id: 'tea' })
const rolledForward = () => rollForward(connections, contract.aggregate('product'))

/** Answers the document, at rest. */
async function sold(times: number): Promise<AggregateDocument | null> {
  const { aggregates, ...replica } = await hostProducts(machinery, machinery.database)
  if (!(await stored()))
    await aggregates.execute('tea', { type: 'AddProduct', operation: uuid(), name: 'Tea', price: 1, stock: 9_999 })
  const reserve = () => aggregates.execute('tea', { type: 'ReserveStock', operation: uuid(), ...request })
  await Promise.all(Array.from({ length: times }, reserve))
  await replica.stop(performance.now() + 30_000)
  return stored()
}

const request = { userId: 'ann', quantity: 1, expectedUnitPrice: null }

async function put(document: AggregateDocument | null | undefined): Promise<void> {
  const { documents } = collections(machinery.database)
  await documents.deleteMany({})
  if (document) await documents.insertOne(document)
}

/** A running service keeps some more operation records than a fold does: those of events that are not logged yet. */
async function expectCurrent(): Promise<void> {
  const { operations, forgotten, ...document } = await there(stored())
  expect(document).toEqual({ _id: 'tea', ...wanted(await there(current)) })
  expect([Object.keys(operations).length, forgotten]).toEqual([operationsKept, expect.any(String)])
}

const wanted = ({ version, state, outbox }: AggregateDocument) => ({ version, state, outbox })

async function there(found: AggregateDocument | null | Promise<AggregateDocument | null>): Promise<AggregateDocument> {
  const document = await found
  if (!document) throw new Error('there is no document')
  return document
}

test('a document that is current is left as it is', async () => {
  await put(current)
  expect(await rolledForward()).toEqual({ events: EVENTS, documents: 0 })
  expect(await stored()).toEqual(current)
})

test('a document that is gone is folded from the first event, and counted once', async () => {
  await put(undefined)
  expect(await rolledForward()).toEqual({ events: EVENTS, documents: 1 })
  await expectCurrent()
})

test('a document that is older than its log goes on from where it stands', async () => {
  await put(older)
  expect(await rolledForward()).toEqual({ events: EVENTS, documents: 1 })
  await expectCurrent()
})

test('a document that is beyond its log is folded anew, unless its outbox has the rest', async () => {
  const beyond = { ...(await there(current)), version: EVENTS + 1 }
  await put(beyond)
  expect(await rolledForward()).toEqual({ events: EVENTS, documents: 1 })
  await expectCurrent()
  const { events } = collections(machinery.database)
  const newest = await events.findOne({ 'event.aggregateVersion': EVENTS })
  if (!newest) throw new Error('there is no newest event')
  await put({ ...beyond, outbox: { [EVENTS + 1]: { ...newest.event, aggregateVersion: EVENTS + 1 } } })
  expect(await rolledForward()).toEqual({ events: EVENTS, documents: 0 })
})
