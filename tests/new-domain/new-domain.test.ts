/** A domain is a folder and a line: `review`, listed in ./shop.ts, is received, logged, audited, backed up, restored and recovered. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { options } from '@shop/contract/catalog.ts'
import { sample } from '@shop/contract/samples.ts'
import { mongoUsers } from '@shop/dev/access/mongo-users.ts'
import { until } from '@shop/dev/testing/until.ts'
import { natsUsers } from '@shop/events/access/nats-users.ts'
import { hostAggregates } from '@shop/events/aggregates/hosting.ts'
import { documents, log as logOf } from '@shop/events/collections.ts'
import { Contract } from '@shop/events/contract/contract.ts'
import { JetStreamPublisher } from '@shop/events/messaging/jet-stream-publisher.ts'
import { answering, consuming } from '@shop/events/messaging/reacting.ts'
import { emptyStreams } from '@shop/events/messaging/streams.ts'
import { typesOf } from '@shop/events/reactions.ts'
import { createMetrics } from '@shop/platform/metrics.ts'
import { backup } from '@shop/recovery/backup.ts'
import { open, type RecoveryConnections } from '@shop/recovery/connections.ts'
import { recover } from '@shop/recovery/recover.ts'
import { restoreAtOnce } from '../recovery/restore-at-once.ts'
import { v7 as uuid } from 'uuid'
import { log, type Machinery, onStream, openMachinery } from '../events/machinery.ts'
import { audited } from '../../examples/review/src/audited.ts'
import { review as decider } from '../../examples/review/src/domain/decider.ts'
import * as shop from './shop.ts'

const contract = new Contract(Object.values(shop), options)
const { review } = shop
const kind = contract.aggregate('review')
const delivered = deliveredEvent()
const orderId = delivered.aggregateId
const withinMs = 60_000
const quiet = { far: () => undefined, done: () => undefined }

let machinery: Machinery
let connections: RecoveryConnections
let folder: string
beforeAll(async () => {
  machinery = await openMachinery()
  connections = await open(machinery.engines, contract)
  folder = await mkdtemp(path.join(tmpdir(), 'dump-'))
}, 120_000)
afterAll(async () => {
  await connections.close()
  await machinery.close()
  await rm(folder, { recursive: true })
})

function deliveredEvent() {
  const parsed = contract.parse(sample('DeliveryAdvanced', { status: 'DELIVERED' }))
  if (parsed.kind !== 'ok') throw new Error(parsed.problem)
  return parsed.envelope
}

const stored = () => documents(connections.mongo, kind).find().toArray()
const publishedIds = async () =>
  (await onStream(machinery)).filter(({ aggregate }) => aggregate === 'review').map(({ id }) => id)

/** The service, but for what it serves. Answers what Prometheus would read of it. */
async function whileItRuns(work: (write: (stars: number) => Promise<unknown>) => Promise<void>): Promise<string> {
  const { streams } = machinery
  const registry = createMetrics('review')
  const hosted = await hostAggregates({
    ...{ decider, contract, streams, log, registry, watch: { audited } },
    ...{ documents: documents(connections.mongo, kind), events: logOf(connections.mongo, kind) },
  })
  const options = { service: review.name, contract, streams, ackWaitMs: 30_000, log, registry }
  const answer = answering(review.reactions, hosted.aggregates)
  const consumer = consuming(options, typesOf(review.reactions), answer)
  await consumer.start()
  try {
    await work((stars) =>
      hosted.aggregates.execute(orderId, { type: 'WriteReview', operation: uuid(), stars, text: 'Good.' }),
    )
    await until('two events are published', async () => (await publishedIds()).length === 2, withinMs)
    await until(
      'the audit has counted the review',
      async () => /what="reviews_written"[^}]*\} 1/.test(await registry.metrics()),
      withinMs,
    )
    return await registry.metrics()
  } finally {
    await consumer.stop(performance.now() + 10_000)
    await hosted.stop(performance.now() + 10_000)
  }
}

test('it receives events of another domain, is written once, audited, and survives the loss of MongoDB and of NATS', async () => {
  const metrics = await whileItRuns(async (write) => {
    expect(await write(5)).toMatchObject({ refused: { refused: 'NOT_INVITED' } })
    await new JetStreamPublisher(machinery.streams).publish(delivered, uuid())
    await until('the review is stored', async () => (await stored()).length === 1, withinMs)
    expect(await write(4)).toMatchObject({ state: { written: { stars: 4 } } })
    expect(await write(1)).toMatchObject({ refused: { refused: 'WRITTEN_ALREADY' } })
  })
  expect(metrics).toMatch(/shop_audit_broken\{[^}]*invariant="log"[^}]*\} 0/)
  const [before, ids] = [await stored(), await publishedIds()]

  const dump = path.join(folder, 'dump')
  const { documents: dumped, left } = await backup(connections, dump)
  expect([dumped, left]).toMatchObject([{ reviews: 1, review_events: 2 }, []])
  await machinery.database.dropDatabase()
  await restoreAtOnce(connections, { what: 'all', folder: dump }, quiet)
  expect(await stored()).toMatchObject(before.map(({ _id, version, state }) => ({ _id, version, state })))
  expect(await publishedIds()).toEqual(ids)

  const { manager, names } = machinery.streams
  await emptyStreams(machinery.streams)
  const { refilled, alarms } = await recover(connections)
  expect([refilled['review'], alarms]).toEqual([{ read: 2, filled: 2 }, []])
  expect(await publishedIds()).toEqual(ids)
  const { config } = await manager.consumers.info(names.events, review.name)
  expect(config.filter_subjects).toEqual([expect.stringContaining('DeliveryAdvanced')])
}, 240_000)

test('NATS lets its service publish its own events, receive the others, and no more', () => {
  expect(contract.receivedBy('review')).toEqual(['DeliveryAdvanced'])
  const user = natsUsers(contract, []).find(({ name }) => name === 'review')
  expect(user?.publish.allow.filter((subject) => subject.startsWith('events.'))).toEqual([
    'events.review.ReviewInvited.*',
    'events.review.ReviewWritten.*',
  ])
})

test('MongoDB lets its service write its own collections, and read no other', () => {
  const user = mongoUsers(contract).find(({ name }) => name === 'review')
  expect(user?.grants.map(({ collection }) => collection)).toEqual([
    ...['reviews', 'review_events', 'review_keys'],
    'health',
  ])
  const auditor = mongoUsers(contract).find(({ name }) => name === 'mypage')
  expect(auditor?.grants.map(({ collection }) => collection)).toContain('review_events')
})

test('its port is taken by no other domain', () => {
  const domains = Object.values(shop)
  expect(new Set(domains.map(({ port }) => port)).size).toBe(domains.length)
})
