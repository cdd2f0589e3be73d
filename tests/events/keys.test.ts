import { v7 as uuid } from 'uuid'
import { type ClaimedKey, claimKey } from '@shop/events/keys.ts'
import { type Machinery, openMachinery } from './machinery.ts'

let machinery: Machinery
beforeAll(async () => void (machinery = await openMachinery()))
afterAll(() => machinery.close())

const keys = () => machinery.database.collection<ClaimedKey>('order_keys')
const claim = (key: string, input: unknown = { quantity: 1 }, caller = 'ann') =>
  claimKey(keys(), { caller, key, operation: uuid(), input })

test('whoever comes at once with the same key and input gets the same operation, and one of them is first', async () => {
  const claims = await Promise.all(Array.from({ length: 20 }, () => claim('at once')))
  const operations = claims.map((one) => (one === 'conflict' ? one : one.operation))
  expect(new Set(operations).size).toBe(1)
  expect(claims.filter((one) => one !== 'conflict' && one.first)).toHaveLength(1)
})

test('whoever comes after a restart gets it too', async () => {
  const first = await claim('restart')
  const restarted = await machinery.connectMongo()
  const operation = uuid()
  const again = await claimKey(restarted.collection<ClaimedKey>('order_keys'), {
    caller: 'ann',
    key: 'restart',
    operation,
    input: { quantity: 1 },
  })
  expect(again).toEqual({ operation: first === 'conflict' ? '' : first.operation, first: false })
})

test('other input is a conflict; the same fields in another order are not other input', async () => {
  await claim('input', { a: 1, b: { c: [1, 2], d: null } })
  expect(await claim('input', { b: { d: null, c: [1, 2] }, a: 1 })).toMatchObject({ first: false })
  expect(await claim('input', { a: 1, b: { c: [2, 1], d: null } })).toBe('conflict')
  expect(await claim('input', { a: 2 })).toBe('conflict')
})

test("another caller's key is another key", async () => {
  await claim('whose')
  expect(await claim('whose', { quantity: 2 }, 'bob')).toMatchObject({ first: true })
})
