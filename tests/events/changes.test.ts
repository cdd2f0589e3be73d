/** Following which of all aggregates change, on real engines: in batches, on from a cursor, and over whatever happens to the stream. */

import { until } from '@shop/dev/testing/until.ts'
import { contract } from '@shop/contract/catalog.ts'
import { changes, type FollowedChanges } from '@shop/events/feed/changes.ts'
import { cursorOf, positionIn } from '@shop/events/feed/cursor.ts'
import { Feed } from '@shop/events/feed/feed.ts'
import { emptyStreams, ensureStreams } from '@shop/events/messaging/streams.ts'
import { v7 as uuid } from 'uuid'
import { deleteFeedConsumers, hostProducts, type Machinery, openMachinery } from './machinery.ts'

let machinery: Machinery
let products: Awaited<ReturnType<typeof hostProducts>>
let feed: Feed
beforeAll(async () => {
  machinery = await openMachinery()
  products = await hostProducts(machinery, machinery.database)
  feed = new Feed({ streams: machinery.streams, aggregate: 'product', contract, failed: () => undefined })
})
afterAll(async () => {
  await feed.stop()
  await products.stop(performance.now() + 5_000)
  await machinery.close()
})

const newId = () => `tea-${uuid()}`
async function add(id: string): Promise<string> {
  await products.aggregates.execute(id, { type: 'AddProduct', operation: uuid(), name: 'Tea', price: 1, stock: 100 })
  return id
}
const restock = (id: string) =>
  products.aggregates.execute(id, { type: 'RestockProduct', operation: uuid(), quantity: 1 })
/** Resolves when the stream has so many events. */
const published = (events: number) =>
  until(`the stream has ${events} events`, async () => (await feed.bounds()).last >= events)

function following(options: Partial<FollowedChanges> = {}) {
  const batches = changes({ feed, minIntervalMs: 0, ...options })
  const next = async () => {
    const { value } = await batches.next()
    if (!value) throw new Error('it has ended')
    return value
  }
  /** Until all of these have been given; answers the last cursor. */
  const untilGiven = async (...ids: readonly string[]) => {
    const wanted = new Set(ids)
    for (;;) {
      const batch = await next()
      for (const id of batch.ids) wanted.delete(id)
      if (wanted.size === 0) return batch.cursor
    }
  }
  return { next, untilGiven, end: () => batches.return?.() }
}

test('first comes an empty batch, then whatever changes, and after a cursor whatever has changed since', async () => {
  const { next, untilGiven, end } = following()
  const first = await next()
  expect(first.ids).toEqual([])
  const [one, other] = [await add(newId()), await add(newId())]
  const cursor = await untilGiven(one, other)
  await end()
  await restock(one)
  const resumed = following({ after: cursor })
  expect((await resumed.next()).ids).toEqual([one])
  await resumed.end()
  const all = following({ after: first.cursor })
  await all.untilGiven(one, other)
  await all.end()
})

test('one that changes many times before the next read is given once, and at most `maxIds` at a time', async () => {
  const { next, end } = following({ maxIds: 2 })
  const { cursor } = await next()
  const { last } = await feed.bounds()
  const ids = [await add(newId()), await add(newId()), await add(newId())]
  for (const id of ids) for (let times = 0; times < 3; times += 1) await restock(id)
  await published(last + 12)
  const again = following({ after: cursor, maxIds: 2 })
  const [two, third] = [await again.next(), await again.next()]
  expect(two.ids).toHaveLength(2)
  expect([...two.ids, ...third.ids].toSorted()).toEqual(ids.toSorted())
  await Promise.all([end(), again.end()])
})

test('a slow reader gets an error, and misses nothing with its last cursor', async () => {
  const [slow, quick] = [following({ maxWaiting: 3 }), following()]
  const { cursor } = await slow.next()
  await quick.next()
  const ids = Array.from({ length: 5 }, newId)
  for (const id of ids) await add(id)
  await quick.untilGiven(...ids)
  await expect(slow.next()).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } })
  const again = following({ after: cursor, maxWaiting: 3 })
  await again.untilGiven(...ids)
  await Promise.all([quick.end(), again.end()])
})

test.each([
  ['that is none', () => 'garbage', 'BAD_USER_INPUT'],
  ['of one product', () => cursorOf({ aggregate: 'product', id: 'tea', version: 1 }), 'BAD_USER_INPUT'],
  ['beyond the end', () => cursorOf({ aggregate: 'allproduct', id: 'all', version: 999_999 }), 'CURSOR_EXPIRED'],
  [
    'of another event in its place',
    () => cursorOf({ aggregate: 'allproduct', id: 'all', version: 1, fingerprint: '00000000' }),
    'CURSOR_EXPIRED',
  ],
  [
    'of a stream that had no product until there',
    () => cursorOf({ aggregate: 'allproduct', id: 'all', version: 1 }),
    'CURSOR_EXPIRED',
  ],
])('a cursor %s is refused', async (_, after, code) => {
  await expect(following({ after: after() }).next()).rejects.toMatchObject({ extensions: { code } })
})

test('the first cursor of a kind without events holds until there is one of another history before it', async () => {
  const orders = new Feed({ streams: machinery.streams, aggregate: 'order', contract, failed: () => undefined })
  const first = async (after?: string) => {
    const batches = changes({ feed: orders, after })
    const { value } = await batches.next()
    await batches.return?.()
    return value
  }
  const cursor = (await first())?.cursor
  const { stream } = machinery.streams
  const { seq } = await stream.publish('events.order.OrderPlaced.one', '{}')
  expect(await first(cursor)).toMatchObject({ ids: ['one'] })
  const later = cursorOf({ aggregate: 'allorder', id: 'all', version: seq })
  await expect(first(later)).rejects.toMatchObject({ extensions: { code: 'CURSOR_EXPIRED' } })
  await orders.stop()
})

test('where an operator deletes the consumer of the feed a list ends as unavailable, and misses nothing after its last cursor', async () => {
  const { next, untilGiven, end } = following()
  await next()
  const cursor = await untilGiven(await add(newId()))
  expect(await deleteFeedConsumers(machinery)).toBeGreaterThan(0)
  const id = await add(newId())
  const untilItFails = async () => {
    for (;;) await next()
  }
  await expect(untilItFails()).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } })
  await end()
  const again = following({ after: cursor })
  await again.untilGiven(id)
  await again.untilGiven(await add(newId()))
  await again.end()
}, 60_000)

test('what changes while NATS is away is given after the last cursor; of a stream that was lost nothing is known', async () => {
  const { next, untilGiven, end } = following()
  const first = await next()
  const id = await add(newId())
  const cursor = await untilGiven(id)
  machinery.engines.process('nats').kill('SIGKILL')
  const other = await add(newId())
  const untilItFails = async () => {
    for (;;) await next()
  }
  await expect(untilItFails()).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } })
  await end()
  await until('it is given', async () => {
    const again = following({ after: cursor })
    const received = await again.untilGiven(other).then(
      () => true,
      () => false,
    )
    await again.end()
    return received
  })
  const { manager, names, settings } = machinery.streams
  await manager.streams.delete('EVENTS')
  await ensureStreams(manager, names, settings)
  for (let count = positionIn(cursor)?.version ?? 0; count >= 0; count -= 1) await restock(id)
  await published((positionIn(cursor)?.version ?? 0) + 1)
  for (const after of [first.cursor, cursor])
    await expect(following({ after }).next()).rejects.toMatchObject({ extensions: { code: 'CURSOR_EXPIRED' } })
})

test('after a restore, which empties the stream, no cursor of before is taken: what it has seen may be gone', async () => {
  const fresh = new Feed({ streams: machinery.streams, aggregate: 'product', contract, failed: () => undefined })
  const all = following({ feed: fresh })
  const { cursor: first } = await all.next()
  const cursor = await all.untilGiven(await add(newId()))
  const other = following({ feed: fresh })
  const { cursor: end } = await other.next()
  await Promise.all([all.end(), other.end()])
  await emptyStreams(machinery.streams)
  await restock(await add(newId()))
  for (const after of [first, cursor, end])
    await expect(following({ feed: fresh, after }).next()).rejects.toMatchObject({
      extensions: { code: 'CURSOR_EXPIRED' },
    })
  await fresh.stop()
})
