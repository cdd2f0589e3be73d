import { v7 as uuid } from 'uuid'
import { firstIdOf, timeOf } from './uuid-time.ts'

const NOON = Date.parse('2026-01-01T12:00:00.123Z')

test('a UUIDv7 has the time when it was made; other ids have none', () => {
  expect(timeOf(uuid({ msecs: NOON }))).toBe(NOON)
  expect(timeOf('gold')).toBeNaN()
  expect(timeOf('3f8f7ac2-f4df-468e-897e-f89a948c2950')).toBeNaN()
})

test('whatever is made at a time or later comes after the first id of that time', () => {
  const first = firstIdOf(NOON)
  expect(uuid({ msecs: NOON }) > first).toBe(true)
  expect(uuid({ msecs: NOON - 1 }) > first).toBe(false)
})
