import type { Collection } from 'mongodb'
import { contract } from '@shop/contract/catalog.ts'
import { openDatabase } from '@shop/dev/testing/database.ts'
import type { AggregateDocument } from '@shop/events/aggregates/document.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { watchOutboxes } from '@shop/events/gauges/outboxes.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import { createMetrics } from '@shop/platform/metrics.ts'

const database = openDatabase()

/** The age that a service shows of these outboxes. */
async function ageOf(documents: Collection<AggregateDocument>): Promise<number> {
  const registry = createMetrics('test')
  watchOutboxes(contract, registry, documents)
  const [line = ''] = (await registry.metrics())
    .split('\n')
    .filter((each) => each.startsWith('shop_outbox_age_seconds{'))
  return Number(line.split(' ')[1])
}

const waitingFor = (seconds: number) =>
  ({ id: 'x', occurredAt: new Date(Date.now() - seconds * 1_000).toISOString() }) as RawEnvelope // no more is looked at

test('the age of outboxes is that of the oldest event in one, though more are added to it all the time', async () => {
  const documents = nativeCollection<AggregateDocument>(database(), 'aged')
  const common = { version: 9, state: {}, operations: {} }
  await documents.insertMany([
    { ...common, _id: 'busy', outbox: { 7: waitingFor(600), 9: waitingFor(1) }, outboxSince: new Date() },
    { ...common, _id: 'young', outbox: { 9: waitingFor(5) }, outboxSince: new Date(Date.now() - 5_000) },
    { ...common, _id: 'empty', outbox: {} },
  ])
  const age = await ageOf(documents)
  expect(age).toBeGreaterThan(599)
  expect(age).toBeLessThan(700)
})

test('empty outboxes have no age', async () => {
  const documents = nativeCollection<AggregateDocument>(database(), 'ageless')
  await documents.insertOne({
    _id: 'marked',
    version: 1,
    state: {},
    operations: {},
    outbox: {},
    outboxSince: new Date(),
  })
  expect(await ageOf(documents)).toBe(0)
})
