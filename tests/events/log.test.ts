import { v7 as uuid } from 'uuid'
import { MongoLog, indexLog } from '@shop/events/outbox/mongo-log.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { type Machinery, collections, openMachinery } from './machinery.ts'

let machinery: Machinery
beforeAll(async () => void (machinery = await openMachinery()))
afterAll(() => machinery.close())
afterEach(() => collections(machinery.database).events.deleteMany({}))

const event = (aggregateId: string, aggregateVersion: number, operation = uuid()): RawEnvelope => ({
  id: uuid(),
  type: aggregateVersion % 2 ? 'Restocked' : 'PriceChanged',
  schemaVersion: 1,
  aggregate: 'product',
  aggregateId,
  aggregateVersion,
  operation,
  occurredAt: '2026-11-22T12:00:00.000Z',
  data: { productId: aggregateId },
})
const openLog = () => new MongoLog(collections(machinery.database).events)
const stored = async () =>
  (await collections(machinery.database).events.find().sort({ _id: 1 }).toArray()).map(({ event }) => event.id)

test('events are read back by version, by operation and by type', async () => {
  await indexLog(collections(machinery.database).events)
  const log = openLog()
  const events = [1, 2, 3, 4].map((version) => event('a', version))
  const other = event('ab', 1, events[1]?.operation)
  expect(await log.append([...events, other])).toEqual([])
  expect(await log.read('a', 2, 3)).toEqual(events.slice(1, 3))
  expect(await log.read('a', 4, Number.MAX_SAFE_INTEGER)).toEqual(events.slice(3))
  expect(
    await log.ofOperations(
      'a',
      [1, 3].map((n) => events[n]?.operation ?? ''),
    ),
  ).toEqual([events[1], events[3]])
  expect(
    await log.at([
      { id: 'ab', version: 1 },
      { id: 'a', version: 4 },
      { id: 'a', version: 5 },
    ]),
  ).toEqual([events[3], other])
  expect(await log.newestOfType('a', 'Restocked')).toEqual(events[2])
  expect(await log.newestOfType('b', 'Restocked')).toBeUndefined()
})

test('what is there already is passed over, wherever it stands in the batch', async () => {
  const [a1, a2, a3, b1] = [event('a', 1), event('a', 2), event('a', 3), event('b', 1)]
  await openLog().append([a1, a2])
  expect(await openLog().append([a1, a2, a3, b1])).toEqual([])
  expect(await openLog().append([a1, a2, a3, b1])).toEqual([])
  expect(await stored()).toEqual([a1, a2, a3, b1].map(({ id }) => id))
})

test('a version that another event has taken is refused, with all of its aggregate, and nothing else', async () => {
  const [a1, a2, b1] = [event('a', 1), event('a', 2), event('b', 1)]
  await openLog().append([a1, a2])
  const other = event('a', 2)
  const next = event('a', 3)
  expect(await openLog().append([other, next, b1])).toEqual([other, next])
  expect(await stored()).toEqual([a1, a2, b1].map(({ id }) => id))
})

test('a version whose predecessor is missing is refused', async () => {
  const log = openLog()
  const [a1, a3, a4, b1] = [event('a', 1), event('a', 3), event('a', 4), event('b', 1)]
  await log.append([a1])
  expect(await log.append([a3, a4, b1])).toEqual([a3, a4])
  expect(await stored()).toEqual([a1, b1].map(({ id }) => id))
  expect(await log.append([event('a', 2), a3])).toEqual([])
})

test('two replicas that append the same events at once append each once', async () => {
  const events = Array.from({ length: 50 }, (_, n) => event('a', n + 1))
  const refused = await Promise.all([openLog(), openLog(), openLog()].map((log) => log.append(events)))
  expect(refused).toEqual([[], [], []])
  expect(await stored()).toEqual(events.map(({ id }) => id))
})
