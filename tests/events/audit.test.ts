import { type Engines, startEngines } from '@shop/dev/engines/engines.ts'
import type { AggregateDocument } from '@shop/events/aggregates/document.ts'
import { Audit } from '@shop/events/gauges/audit.ts'
import { auditedAggregates } from '@shop/events/gauges/audited-aggregates.ts'
import { type LogEntry, logId } from '@shop/events/outbox/mongo-log.ts'
import { MongoClient } from 'mongodb'

let engines: Engines
let mongo: MongoClient
beforeAll(async () => {
  engines = await startEngines()
  mongo = new MongoClient(engines.mongoUri)
})
afterAll(async () => {
  await mongo.close()
  await engines.stop()
})

type Counted = { readonly count: number; readonly operations: Readonly<Record<string, unknown>> }

test('a round goes through all aggregates, some at a time, and reports its sums when it is over', async () => {
  const db = mongo.db(engines.database)
  const documents = db.collection<AggregateDocument>('counted')
  const events = db.collection<LogEntry>('counted_events')
  const ids = ['a', 'b', 'c', 'd', 'e']
  const stored = (_id: string, count: number) => ({ _id, version: 2, state: { count }, operations: {}, outbox: {} })
  await documents.insertMany(ids.map((id, index) => stored(id, index)))
  const logged = ids.slice(1).map((id) => ({ _id: logId(id, 2), operation: 'x' }))
  await events.insertMany(logged as LogEntry[]) // only ids are looked at
  const audited = ({ count }: Counted) => ({ totals: { count }, broken: count > 3 ? ['too many'] : [] })
  const audit = new Audit([auditedAggregates<Counted>({ documents, events, audited, atOnce: 2 })])
  expect([await audit.goOn(), await audit.goOn()]).toEqual([undefined, undefined])
  const round = await audit.goOn()
  expect(round).toMatchObject({ aggregates: 5 })
  expect(Object.fromEntries(round?.totals ?? [])).toEqual({ count: 0 + 1 + 2 + 3 + 4 })
  expect(Object.fromEntries(round?.broken ?? [])).toEqual({ 'too many': 1, log: 1 })

  await documents.updateOne({ _id: 'a' }, { $set: { outboxSince: new Date() } }) // its relay is not done yet
  await documents.updateOne({ _id: 'e' }, { $set: { 'state.count': 3 } })
  expect(await audit.goOn()).toBe(round)
  await audit.goOn()
  expect(Object.fromEntries((await audit.goOn())?.broken ?? [])).toEqual({ log: 0 })
})

test('a round comes to its end while aggregates are added faster than it goes', async () => {
  const db = mongo.db(engines.database)
  const documents = db.collection<AggregateDocument>('growing')
  const events = db.collection<LogEntry>('growing_events')
  const add = (...ids: number[]) =>
    documents.insertMany(
      ids.map((id) => ({ _id: `o-${id}`, version: 1, state: { count: 1 }, operations: {}, outbox: {} })),
    )
  const audited = ({ count }: Counted) => ({ totals: { count } })
  const audit = new Audit([auditedAggregates<Counted>({ documents, events, audited, atOnce: 2 })])
  await add(10, 11, 12)
  expect(await audit.goOn()).toBeUndefined()
  await add(20, 21, 22, 23)
  expect(await audit.goOn()).toMatchObject({ aggregates: 3 })
})
