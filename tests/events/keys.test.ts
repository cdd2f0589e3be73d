import { v7 as uuid } from 'uuid'
import { type ClaimedKey, IdempotencyKeys } from '@shop/events/keys.ts'
import { MongoKeys } from '@shop/events/mongo-keys.ts'
import { type Machinery, openMachinery } from './machinery.ts'

let machinery: Machinery
beforeAll(async () => void (machinery = await openMachinery()))
afterAll(() => machinery.close())

const open = (database = machinery.database) =>
  new IdempotencyKeys(new MongoKeys(database.collection<ClaimedKey>('order_keys')))
const claim = (key: string, input: unknown = { quantity: 1 }, caller = 'ann', keys = open()) =>
  keys.claim({ caller, key, operation: uuid(), input })

test.each([
  ['one replica', () => [open()]],
  ['several replicas', () => [open(), open(), open()]],
])(
  'concurrent calls of %s with the same key and input get the same operation, and one is new',
  async (where, replicas) => {
    const all = replicas()
    const claims = await Promise.all(
      Array.from({ length: 30 }, (_, n) => claim(where, { quantity: 1 }, 'ann', all[n % all.length])),
    )
    const operations = claims.map((one) => (one === 'conflict' ? one : one.operation))
    expect(new Set(operations).size).toBe(1)
    expect(claims.filter((one) => one !== 'conflict' && one.isNew)).toHaveLength(1)
  },
)

test('a caller after a restart gets it too', async () => {
  const first = await claim('restart')
  const again = await claim('restart', { quantity: 1 }, 'ann', open(await machinery.connectMongo()))
  expect(again).toEqual({ operation: first === 'conflict' ? '' : first.operation, isNew: false })
})

test('many keys at once are claimed each for itself, also where some are taken', async () => {
  const keys = open()
  const first = await Promise.all([1, 3, 5].map((n) => claim(`many${n}`, n, 'ann', keys)))
  const all = await Promise.all([0, 1, 2, 3, 4, 5].map((n) => claim(`many${n}`, n === 5 ? 'other' : n, 'ann', keys)))
  expect(first.map((one) => one !== 'conflict' && one.isNew)).toEqual([true, true, true])
  expect(all.map((one) => (one === 'conflict' ? one : one.isNew))).toEqual([true, false, true, false, true, 'conflict'])
  expect(new Set(all.map((one) => (one === 'conflict' ? one : one.operation))).size).toBe(6)
})

test('other input is a conflict; the same fields in another order are not other input', async () => {
  await claim('input', { a: 1, b: { c: [1, 2], d: null } })
  expect(await claim('input', { b: { d: null, c: [1, 2] }, a: 1 })).toMatchObject({ isNew: false })
  expect(await claim('input', { a: 1, b: { c: [2, 1], d: null } })).toBe('conflict')
  expect(await claim('input', { a: 2 })).toBe('conflict')
})

test("another caller's key is another key", async () => {
  await claim('whose')
  expect(await claim('whose', { quantity: 2 }, 'bob')).toMatchObject({ isNew: true })
})
