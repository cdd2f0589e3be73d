import { AT, specs } from '@shop/events/testing/given.ts'
import { orderEvents } from '../events.ts'
import { deadlinesOf } from './deadlines.ts'
import { ID, place, prepared, reserved } from './domain/commands.fixture.ts'
import { order } from './domain/decider.ts'

const MINUTE = 60_000
const { after } = specs(order, ID, orderEvents)

/** What is due of an order, by a wall clock so many minutes after it was placed, and later by a clock that nobody sets. */
function looks(state: ReturnType<typeof after>, setMinutes: number) {
  let elapsed = 5 * MINUTE
  const { command } = deadlinesOf({ stepMs: MINUTE / 2, sagaMs: 15 * MINUTE }, undefined, () => elapsed)
  return (minutes: number) => {
    elapsed = (5 + minutes) * MINUTE
    return command(state, new Date(Date.parse(AT) + (setMinutes + minutes) * MINUTE))?.command.type
  }
}

test('an order that waits times out after its deadline, though the clock was set back by an hour since it was placed', () => {
  const look = looks(after(place, reserved), -60)
  expect([0, 7, 14.9, 15, 15.5].map(look)).toEqual(['Nudge', 'Nudge', 'Nudge', 'TimeOut', 'Nudge'])
})

test('one that has a delivery does not', () => {
  const look = looks(after(place, reserved, prepared), -60)
  expect([0, 15, 40].map(look)).toEqual(['Nudge', 'Nudge', 'Nudge'])
})

test('where the clock comes back, it is the time of the placing that counts', () => {
  const look = looks(after(place), 0)
  expect([0.5, 14, 15.5].map(look)).toEqual(['Nudge', 'Nudge', 'TimeOut'])
})
