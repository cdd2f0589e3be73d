import { AT, specs } from '@shop/events/testing/given.ts'
import {
  advanced,
  approved,
  cancel,
  declined,
  ID,
  place,
  prepared,
  refused,
  rejected,
  reserved,
  restored,
  timeOut,
} from './commands.fixture.ts'
import { orderEvents } from '../../events.ts'
import { order } from './decider.ts'
import { due } from './due.ts'
import type { OrderCommand } from './order.ts'

const { after } = specs(order, ID, orderEvents)
const MINUTE = 60_000
const deadlines = { stepMs: MINUTE / 2, sagaMs: 15 * MINUTE }
const start = Date.parse(AT)
/** Minutes after everything in the state happened. */
const dueAfter = (commands: readonly OrderCommand[], last?: number) => {
  const next = due(after(...commands), deadlines, last === undefined ? undefined : start + last * MINUTE)
  return next && `${next.what} after ${(next.at.getTime() - start) / MINUTE} min`
}

test.each([
  ['was placed', [place]],
  ['waits for the payment', [place, reserved]],
  ['waits for its stock to be released', [place, reserved, declined]],
  ['waits for its delivery', [place, reserved, approved]],
  ['is being cancelled', [place, reserved, approved, prepared, cancel()]],
  ['has a delivery, and no event of the payment', [place, reserved, prepared]],
])('an order that %s is nudged when a step takes too long', (_, done) =>
  expect(dueAfter(done)).toBe('nudge after 0.5 min'),
)

test.each([
  ['has a delivery', [place, reserved, approved, prepared]],
  ['has learnt of a delivery by its refusal', [place, reserved, approved, cancel(), refused()]],
  ['is COMPLETED', [place, reserved, approved, advanced('DELIVERED')]],
  ['is REJECTED', [place, rejected]],
  ['is CANCELLED', [place, cancel(), restored]],
])('an order that %s waits for nothing', (_, done) => expect(dueAfter(done)).toBeNull())

test('an order that was not placed waits for nothing', () => expect(due(order.initial(ID), deadlines)).toBeNull())

test('nudges come ever more slowly, and then the order times out', () => {
  expect([0.5, 1.5, 3.5, 7.5].map((last) => dueAfter([place], last))).toEqual([
    'nudge after 1.5 min',
    'nudge after 3.5 min',
    'nudge after 7.5 min',
    'timeOut after 15 min',
  ])
})

test('where the clock has been set back since it was placed, an order is nudged as if that were now', () =>
  expect(dueAfter([place], -60)).toBe('nudge after -59.5 min'))

test('a timeout that was missed is due still', () => expect(dueAfter([place], 600)).toBe('timeOut after 15 min'))

test.each([
  ['is being cancelled', [place, cancel()]],
  ['timed out', [place, timeOut()]],
  ['is on its way back after a declined payment', [place, reserved, declined]],
  ['has a delivery that refused the timeout', [place, timeOut(), refused(70)]],
])('an order that %s never times out, and is nudged for ever', (_, done) => {
  expect(dueAfter(done, 15.5)).toBe('nudge after 30.5 min')
  expect(dueAfter(done, 1000)).toMatch(/^nudge after 10\d\d/)
})

test('a deadline of no time is still a time', () =>
  expect(due(after(place), { stepMs: 0, sagaMs: 1000 }, start + 10)?.at.getTime()).toBeGreaterThan(start + 10))
