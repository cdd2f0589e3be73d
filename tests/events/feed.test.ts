/** Following an aggregate on real engines: its present state or what came after a cursor, then every change, once, in order. */

import { until } from '@shop/dev/testing/until.ts'
import { Aggregates } from '@shop/events/aggregates/aggregates.ts'
import { contract } from '@shop/contract/catalog.ts'
import { MongoDocuments } from '@shop/events/aggregates/mongo-documents.ts'
import { systemClock } from '@shop/events/aggregates/ports.ts'
import { cursorOf } from '@shop/events/feed/cursor.ts'
import { Feed } from '@shop/events/feed/feed.ts'
import { type Following, type FollowStep, follow } from '@shop/events/feed/follow.ts'
import { JetStreamPublisher } from '@shop/events/messaging/jet-stream-publisher.ts'
import { ensureStreams } from '@shop/events/messaging/streams.ts'
import { observeAggregates } from '@shop/events/observing.ts'
import { SimulatedLog } from '@shop/events/simulated/log.ts'
import { product } from '@shop/inventory/domain/decider.ts'
import type { ProductCommand } from '@shop/inventory/domain/product.ts'
import { createMetrics } from '@shop/platform/metrics.ts'
import { v7 as uuid } from 'uuid'
import { type Machinery, collections, deleteFeedConsumers, hostProducts, log, openMachinery } from './machinery.ts'

let machinery: Machinery
let products: Awaited<ReturnType<typeof hostProducts>>
let feed: Feed
const left = new AbortController()

beforeAll(async () => {
  machinery = await openMachinery()
  products = await hostProducts(machinery, machinery.database)
})
beforeEach(() => {
  feed = new Feed({
    streams: machinery.streams,
    aggregate: 'product',
    contract,
    failed: () => undefined,
    maxWaiting: 20,
  })
})
afterEach(() => feed.stop())
afterAll(async () => {
  left.abort()
  await products.stop(performance.now() + 5_000)
  await machinery.close()
})

let id = ''
beforeEach(() => void (id = `tea-${uuid()}`))

async function add(): Promise<void> {
  await change({ type: 'AddProduct', operation: uuid(), name: 'Tea', price: 1, stock: 100 })
}
/** One more unit: one more version. */
async function restock(times = 1): Promise<void> {
  for (let n = 0; n < times; n += 1) await change({ type: 'RestockProduct', operation: uuid(), quantity: 1 })
}
async function change(command: ProductCommand): Promise<void> {
  await products.aggregates.execute(id, command)
}
/** Resolves when that version is on the stream. */
const published = (version: number) =>
  until(`version ${version} is on the stream`, async () => {
    const { manager } = machinery.streams
    const last = await manager.streams
      .getMessage('EVENTS', { last_by_subj: `events.product.*.${id}` })
      .catch(() => null)
    return last !== null && last.json<{ aggregateVersion: number }>().aggregateVersion >= version
  })
const logged = (version: number) =>
  until(
    `version ${version} is logged`,
    async () => (await collections(machinery.database).events.countDocuments({ 'event.aggregateId': id })) === version,
  )

const never = () => new Promise<never>(() => undefined)
/** With the same version of another history. */
const restored = (version: number) => cursorOf({ aggregate: 'product', id, version, fingerprint: '00000000' })
const at = (version: number, aggregate = 'product', of = id) => cursorOf({ aggregate, id: of, version })

function following(changes: Partial<Following<number>> = {}) {
  const steps = follow<number>({
    feed,
    history: products.history,
    id,
    present: async () => {
      const document = await collections(machinery.database).documents.findOne({ _id: id })
      return document ? { version: document.version, value: Number(document.state['stock']) } : null
    },
    unknownAfterMs: 50,
    signal: left.signal,
    ...changes,
  })
  const next = async () => {
    const { value } = await steps.next()
    if (!value) throw new Error('it has ended')
    return describeStep(value)
  }
  const take = async (count: number) => {
    const all = []
    while (all.length < count) all.push(await next())
    return all
  }
  return { next, take, end: () => steps.return() }
}
const describeStep = (step: FollowStep<number>) =>
  step.kind === 'present' ? `present ${step.version}: ${step.value}` : `${step.envelope.type} ${step.version}`

test('first comes the present state, then every change', async () => {
  await add()
  await restock()
  const { take, end } = following()
  expect(await take(1)).toEqual(['present 2: 101'])
  await restock(2)
  expect(await take(2)).toEqual(['Restocked 3', 'Restocked 4'])
  await end()
  expect(feed.followers).toBe(0)
})

test('with a cursor comes what came after it, and then every change', async () => {
  await add()
  await restock(3)
  await published(4)
  const { take, end } = following({ after: at(2) })
  expect(await take(2)).toEqual(['Restocked 3', 'Restocked 4'])
  await restock()
  expect(await take(1)).toEqual(['Restocked 5'])
  await end()
})

test('with a cursor of the present state only what comes then', async () => {
  await add()
  await published(1)
  const { take, end } = following({ after: at(1) })
  const first = take(1)
  await restock()
  expect(await first).toEqual(['Restocked 2'])
  await end()
})

test('a change while the present state is read is delivered once', async () => {
  await add()
  let reads = 0
  const { take, end } = following({
    present: async () => {
      reads += 1
      await restock(2)
      await published(3)
      return { version: 2, value: 0 }
    },
  })
  expect(await take(2)).toEqual(['present 2: 0', 'Restocked 3'])
  await restock()
  expect(await take(1)).toEqual(['Restocked 4'])
  expect(reads).toBe(1)
  await end()
})

test('gaps in live events are filled from the log, and duplicates are dropped', async () => {
  await add()
  await published(1)
  const { take, end } = following()
  expect(await take(1)).toEqual(['present 1: 100'])
  const { manager } = machinery.streams
  await manager.streams.update('EVENTS', { subjects: ['elsewhere.>'] })
  await restock(3) // published in vain, until the stream takes them
  const log = await (async () => {
    await until('the log has versions 2 to 4', async () => (await products.history.read(id, 2, 4)).length === 3)
    return products.history.read(id, 2, 4)
  })()
  await manager.streams.update('EVENTS', { subjects: ['events.>'] })
  const publisher = new JetStreamPublisher(machinery.streams)
  const [, , last] = log
  if (last) for (const again of [1, 2]) await publisher.publish(last, `again ${again} ${id}`)
  expect(await take(3)).toEqual(['Restocked 2', 'Restocked 3', 'Restocked 4'])
  await published(4)
  await restock()
  expect(await take(1)).toEqual(['Restocked 5'])
  await end()
})

test('one who comes to an aggregate that is not there yet waits for it', async () => {
  const { next, end } = following({ unknownAfterMs: 10_000 })
  const first = next()
  await until('the feed has a follower', () => feed.followers === 1)
  await add()
  expect(await first).toBe('present 1: 100')
  await end()
})

test('following an unknown aggregate fails after a timeout', async () => {
  await expect(following().next()).rejects.toMatchObject({ name: 'CannotFollow', why: 'unknown' })
  expect(feed.followers).toBe(0)
})

test.each([
  ['of another aggregate', () => at(1, 'product', 'coffee'), 'foreign cursor'],
  ['of another kind', () => at(1, 'order'), 'foreign cursor'],
  ['that is none', () => 'garbage', 'foreign cursor'],
  ['beyond the present state', () => at(7), 'cursor expired'],
  ['of a history that was restored since', () => restored(1), 'cursor expired'],
])('a cursor %s is refused', async (_, cursor, why) => {
  await add()
  await expect(following({ after: cursor() }).next()).rejects.toMatchObject({ why })
})

test('a cursor before what the log still has is expired', async () => {
  await add()
  await restock(3)
  await logged(4)
  await until(
    'the outbox is empty',
    async () => !(await collections(machinery.database).documents.findOne({ _id: id }))?.outboxSince,
  )
  await collections(machinery.database).events.deleteOne({ 'event.aggregateId': id, 'event.aggregateVersion': 2 })
  await expect(following({ after: at(1) }).next()).rejects.toMatchObject({ why: 'cursor expired' })
  const { take, end } = following({ after: at(2) })
  expect(await take(2)).toEqual(['Restocked 3', 'Restocked 4'])
  await end()
})

test('one who comes back after a replica was lost gets what that has stored and not logged', async () => {
  await add()
  await logged(1)
  const lost = new Aggregates({
    ...{ decider: product, clock: systemClock, newId: uuid, contract },
    documents: new MongoDocuments(collections(machinery.database).documents),
    log: Object.assign(new SimulatedLog(), { append: never, certain: () => [] }),
    publisher: { publish: never },
    observer: observeAggregates(contract, log, createMetrics('lost')),
  })
  await lost.execute(id, { type: 'RestockProduct', operation: uuid(), quantity: 5 })
  const { take, end } = following({ after: at(1) })
  expect(await take(1)).toEqual(['Restocked 2'])
  await end()
  await lost.stop(performance.now())
})

test('a slow reader gets an error, and misses nothing with its last cursor', async () => {
  await add()
  const [slow, quick] = [following(), following()]
  expect(await slow.take(1)).toEqual(['present 1: 100'])
  expect(await quick.take(1)).toEqual(['present 1: 100'])
  let seen = 1
  const readsMore = async () => {
    for (let n = 0; n < 31; n += 1) {
      await restock()
      await quick.take(1)
    }
    return slow.take(31).then(
      () => (seen += 31),
      (error: unknown) => error,
    )
  }
  let outcome = await readsMore()
  while (typeof outcome === 'number') outcome = await readsMore() // where the feed began anew, the log had it all
  expect(outcome).toMatchObject({ name: 'SlowFollower' })
  const again = following({ after: at(seen) })
  expect(await again.take(31)).toEqual(Array.from({ length: 31 }, (_, n) => `Restocked ${seen + n + 1}`))
  await Promise.all([quick.end(), again.end()])
})

test('nothing is missed where an operator deletes the consumer of the feed', async () => {
  await add()
  const { take, end } = following()
  expect(await take(1)).toEqual(['present 1: 100'])
  expect(await deleteFeedConsumers(machinery)).toBeGreaterThan(0)
  await restock()
  expect(await take(1)).toEqual(['Restocked 2'])
  await restock()
  expect(await take(1)).toEqual(['Restocked 3'])
  await end()
}, 60_000)

test('nothing is missed while NATS is away, nor when the stream is lost', async () => {
  await add()
  const { take, end } = following()
  expect(await take(1)).toEqual(['present 1: 100'])
  machinery.engines.process('nats').kill('SIGKILL')
  await restock(3)
  expect(await take(3)).toEqual(['Restocked 2', 'Restocked 3', 'Restocked 4'])
  const { manager, names, settings } = machinery.streams
  await published(4)
  await manager.streams.delete('EVENTS')
  await ensureStreams(manager, names, settings)
  await restock(3)
  expect(await take(3)).toEqual(['Restocked 5', 'Restocked 6', 'Restocked 7'])
  await end()
})
