import { AT, specs } from '@shop/events/testing/given.ts'
import { orderEvents } from '../events.ts'
import { deadlinesOf } from './deadlines.ts'
import { ID, place, prepared, reserved } from './domain/commands.fixture.ts'
import { order } from './domain/decider.ts'

const MINUTE = 60_000
const deadlines = { stepMs: MINUTE / 2, sagaMs: 15 * MINUTE }
const { after } = specs(order, ID, orderEvents)
const afterPlacing = (minutes: number) => new Date(Date.parse(AT) + minutes * MINUTE)

/** What is due of an order, by a wall clock so many minutes after it was placed, and later by a monotonic clock. */
function looks(state: ReturnType<typeof after>, setMinutes: number) {
  let elapsed = 5 * MINUTE
  const { command } = deadlinesOf(deadlines, undefined, () => elapsed)
  return (minutes: number) => {
    elapsed = (5 + minutes) * MINUTE
    return command(state, afterPlacing(setMinutes + minutes))?.command.type
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

test('an order times out after its deadline, though a clock was set back and no process lives that long', () => {
  const waiting = after(place)
  let aheadSince: Date | undefined
  const types = [-60, -53, -46, -45].map((minutes) => {
    const { command } = deadlinesOf(deadlines, undefined, () => 0) // a process of its own for each look
    const next = command(waiting, afterPlacing(minutes), aheadSince)
    aheadSince = next?.aheadSince
    return next?.command.type
  })
  expect(types).toEqual(['Nudge', 'Nudge', 'Nudge', 'TimeOut'])
})

test('a time that was kept before the clock was set back once more begins anew, and the process still knows', () => {
  let elapsed = 0
  const { command } = deadlinesOf(deadlines, undefined, () => elapsed)
  const look = (minutes: number, set: number) => {
    elapsed = minutes * MINUTE
    return command(after(place), afterPlacing(set + minutes), afterPlacing(-60))
  }
  expect(look(0, -60)).toMatchObject({ command: { type: 'Nudge' }, aheadSince: afterPlacing(-60) })
  expect(look(7, -120)).toMatchObject({ command: { type: 'Nudge' }, aheadSince: afterPlacing(-113) })
  expect(look(15, -120)).toMatchObject({ command: { type: 'TimeOut' } })
})

test('many orders that were seen so and went on are evicted for another', () => {
  let elapsed = 0
  const { command } = deadlinesOf(deadlines, undefined, () => elapsed)
  const look = (id: string) => command({ ...after(place), id }, afterPlacing(-60))?.command.type
  for (let other = 0; other < 10_000; other += 1) look(`other ${other}`)
  const types = [0, 16].map((minutes) => {
    elapsed = minutes * MINUTE
    return look(ID)
  })
  expect(types).toEqual(['Nudge', 'TimeOut'])
})
