import { v7 as uuid } from 'uuid'
import { unknownAfterMs } from './unknown.ts'

const now = Date.parse('2026-11-29T12:00:00Z')
const madeBefore = (seconds: number) => unknownAfterMs(uuid({ msecs: now - seconds * 1_000 }), now)

test('an id that has just been made is waited for until a minute is over', () => {
  expect([madeBefore(0), madeBefore(20), madeBefore(59)]).toEqual([60_000, 40_000, 1_000])
})

test('an id of another clock, which is a little ahead, is waited for no longer', () => {
  expect(madeBefore(-5)).toBe(60_000)
})

test.each([
  ['of long ago', uuid({ msecs: now - 61_000 })],
  ['of a time that has not come', uuid({ msecs: now + 3_600_000 })],
  ['that a client chose', 'tea'],
])('an id %s is not waited for', (_, id) => {
  expect(unknownAfterMs(id, now)).toBe(0)
})
