/** A reader of a history gets every event, in the log or the outbox, also while it moves between them; and nothing that the log would refuse. */

import type { AggregateDocument } from '@shop/events/aggregates/document.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { MongoHistory } from '@shop/events/history/mongo-history.ts'
import { entryOf, logId } from '@shop/events/outbox/mongo-log.ts'
import { v7 as uuid } from 'uuid'
import { collections, type Machinery, openMachinery } from './machinery.ts'

let machinery: Machinery
beforeAll(async () => {
  machinery = await openMachinery()
})
beforeEach(async () => {
  const { documents, events } = collections(machinery.database)
  await documents.deleteMany({})
  await events.deleteMany({})
})
afterAll(() => machinery.close())

function event(aggregateId: string, aggregateVersion: number, occurredAt = '2026-11-22T12:00:00.000Z'): RawEnvelope {
  return {
    ...{ id: uuid(), type: 'Any', schemaVersion: 1, aggregate: 'product', aggregateId, aggregateVersion },
    ...{ operation: uuid(), occurredAt, data: {} },
  }
}

async function stands(...events: readonly RawEnvelope[]): Promise<void> {
  const { aggregateId: _id = '', aggregateVersion: version = 0 } = events.at(-1) ?? {}
  const outbox = Object.fromEntries(events.map((one) => [String(one.aggregateVersion), one]))
  const document: AggregateDocument = { _id, version, state: {}, operations: {}, outbox, outboxSince: new Date() }
  await collections(machinery.database).documents.insertOne(document)
}

async function logs(...events: readonly RawEnvelope[]): Promise<void> {
  await collections(machinery.database).events.insertMany(events.map(entryOf))
}

function history(): MongoHistory {
  const { documents, events } = collections(machinery.database)
  return new MongoHistory(documents, events)
}

async function readIds(since?: Date, meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<string[]> {
  const ids: string[] = []
  for await (const page of history().pages(since)) {
    if (ids.length === 0) await meanwhile()
    ids.push(...page.map(({ aggregateId, aggregateVersion }) => logId(aggregateId, aggregateVersion)))
  }
  return ids
}

test('what stands in outboxes comes first, oldest first, and then the log; what stands in both comes once', async () => {
  const [first, second, third] = [event('tea', 1), event('tea', 2), event('tea', 3)]
  await stands(third, second, first)
  await logs(first, event('gold', 1))
  expect(await readIds()).toEqual(['tea:0000000002', 'tea:0000000003', 'gold:0000000001', 'tea:0000000001'])
})

test('an event that goes from its outbox to the log meanwhile is met', async () => {
  const moving = event('tea', 1)
  await stands(moving)
  await logs(event('zed', 1)) // its reader is past tea by then, were it to read it first
  const ids = await readIds(undefined, async () => {
    await logs(moving)
    await collections(machinery.database).documents.deleteOne({ _id: 'tea' })
  })
  expect(ids).toContain('tea:0000000001')
})

test('where an event has the version of another in the log, neither it nor its successors are returned', async () => {
  await stands(event('tea', 1), event('tea', 2), event('tea', 3))
  const there = [event('tea', 1), event('tea', 2)]
  await logs(...there)
  for await (const page of history().pages()) expect(page).toEqual(there)
  expect(await history().unlogged(['tea'])).toEqual([])
  expect(await history().read('tea', 1, 9)).toEqual(there)
})

test('an event without its predecessor in the log is not returned', async () => {
  await stands(event('tea', 3))
  await logs(event('tea', 1))
  expect(await readIds()).toEqual(['tea:0000000001'])
  expect(await history().read('tea', 2, 9)).toEqual([])
})

test('a stretch of one history is read from both, each event once', async () => {
  const [first, second, third] = [event('tea', 1), event('tea', 2), event('tea', 3)]
  await stands(second, third)
  await logs(first, second, event('teapot', 1))
  expect(await history().read('tea', 1, 9)).toEqual([first, second, third])
  expect(await history().read('tea', 2, 2)).toEqual([second])
  expect(await history().read('tea', 3, 3)).toEqual([third])
  expect(await history().unlogged(['tea', 'teapot'])).toEqual([third])
})

test('what is older than the requested time is left out of both', async () => {
  await stands(event('tea', 1, '2020-01-01T00:00:00.000Z'), event('tea', 2))
  await logs(event('gold', 1, '2020-01-01T00:00:00.000Z'), event('gold', 2))
  expect(await readIds(new Date('2026-01-01T00:00:00Z'))).toEqual(['tea:0000000002', 'gold:0000000002'])
})
