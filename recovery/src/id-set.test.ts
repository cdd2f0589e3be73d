import { v4, v7 } from 'uuid'
import { IdSet } from './id-set.ts'

test('it has what was added, once, and nothing else', () => {
  const ids = new IdSet()
  const added = Array.from({ length: 2_000 }, (_, index) => (index % 2 === 0 ? v4() : v7()))
  for (const id of [...added, ...added]) ids.add(id)
  expect(ids.size).toBe(2_000)
  expect(added.filter((id) => !ids.has(id))).toEqual([])
  expect(Array.from({ length: 2_000 }, () => v7()).filter((id) => ids.has(id))).toEqual([])
})

test('what is no UUID is in it like any other, and breaks nothing', () => {
  const ids = new IdSet()
  expect(ids.has('')).toBe(false)
  ids.add('made by hand')
  expect(ids.has('made by hand')).toBe(true)
})
