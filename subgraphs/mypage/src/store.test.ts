import { openDatabase } from '@shop/dev/testing/database.ts'
import type { FoldedDocument } from '@shop/events/projections/folded-documents.ts'
import { openReadModel } from '@shop/events/projections/read-model.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import { v7 as uuidV7 } from 'uuid'
import type { Purchase } from './domain/purchase.ts'
import { OrderCounts } from './order-counts.ts'
import { purchases as projected, readModel } from './read-model.ts'
import { openStore, type PageStore } from './store.ts'

const database = openDatabase()
let store: PageStore
beforeAll(async () => {
  await openReadModel(database(), readModel)
  store = openStore(database())
})
const BEGIN = Date.parse('2026-01-01T00:00:00Z')
const MINUTE = 60_000
const purchases = () => nativeCollection<FoldedDocument<Purchase>>(database(), projected.collection)

async function ordered(userId: string, ...minutes: readonly number[]): Promise<void> {
  const rows = minutes.map((minute) => {
    const id = uuidV7({ msecs: BEGIN + minute * MINUTE })
    return { _id: id, stamp: id, value: { userId, orderId: id } as Purchase }
  })
  await purchases().insertMany(rows)
}

test('every order counts, and one that comes much too late does within a minute', async () => {
  let now = BEGIN + 10 * MINUTE
  const counts = new OrderCounts(purchases(), { now: () => now, elapsed: () => now })
  await ordered('kim', 1, 2, 9, 10)
  await ordered('lee', 3)
  expect(await counts.of('kim')).toBe(4)
  await ordered('kim', 10)
  expect(await counts.of('kim')).toBe(5)
  await ordered('kim', 4)
  expect(await counts.of('kim')).toBe(5)
  now += MINUTE
  expect(await counts.of('kim')).toBe(6)
  expect(await counts.of('nobody')).toBe(0)
})

test('an order counts at once, also where the clock has been set back since the others were counted', async () => {
  let now = BEGIN + 10 * MINUTE
  const counts = new OrderCounts(purchases(), { now: () => now, elapsed: () => BEGIN })
  await ordered('pat', 1, 2, 9)
  expect(await counts.of('pat')).toBe(3)
  now -= 9 * MINUTE
  await ordered('pat', 1)
  expect(await counts.of('pat')).toBe(4)
})

test('a first page that is read again has what came since, and as many as requested', async () => {
  const minutes = Array.from({ length: 30 }, (_, minute) => minute)
  await ordered('max', ...minutes)
  const page = async (limit: number) => (await store.purchases('max', { limit, after: undefined })).map(minuteOf)
  expect(await page(3)).toEqual([29, 28, 27, 26])
  await ordered('max', 31, 30)
  expect(await page(3)).toEqual([31, 30, 29, 28])
  expect(await page(5)).toEqual([31, 30, 29, 28, 27, 26])
  expect(await page(40)).toHaveLength(32)
  expect(await page(40)).toHaveLength(32)
})

test('a first page is whole where rows have gone since it was read, as where the views were rebuilt', async () => {
  await ordered('zoe', 1, 2, 3, 4, 5)
  const page = async () => (await store.purchases('zoe', { limit: 2, after: undefined })).map(minuteOf)
  expect(await page()).toEqual([5, 4, 3])
  const [newest] = await store.purchases('zoe', { limit: 1, after: undefined })
  await purchases().deleteOne({ _id: newest?.orderId ?? '' })
  expect(await page()).toEqual([4, 3, 2])
})

function minuteOf({ orderId }: Purchase): number {
  return (Number.parseInt(orderId.replaceAll('-', '').slice(0, 12), 16) - BEGIN) / MINUTE
}
