import { eventOf } from '../testing/library.ts'
import { SimulatedClock } from '../simulated/clock.ts'
import { Projector } from './projector.ts'

const event = (version: number) => eventOf('CreditAdded', version)

function open() {
  const batches: number[] = []
  const clock = new SimulatedClock()
  const projector = new Projector(async (events) => void batches.push(events.length), { clock })
  return { batches, clock, projector }
}

test('what comes within the window is stored together', async () => {
  const { batches, clock, projector } = open()
  const all = [event(1), event(2), event(3)].map((each) => projector.project(each))
  await clock.pass(199)
  expect(batches).toEqual([])
  await clock.pass(1)
  await Promise.all(all)
  expect(batches).toEqual([3])
})

test('what one aggregate says within a window is stored together, though another began before', async () => {
  const { batches, clock, projector } = open()
  const all = [projector.project(event(1))]
  await clock.pass(150)
  all.push(projector.project(eventOf('BookAdded', 1)))
  await clock.pass(150) // the first was stored at 200
  all.push(projector.project(eventOf('BookAdded', 2)))
  await clock.pass(1_000)
  await Promise.all(all)
  expect(batches).toEqual([1, 2])
})

test('a batch that is full waits for nothing', async () => {
  const { batches, projector } = open()
  await Promise.all(Array.from({ length: 2_500 }, (_, version) => projector.project(event(version + 1))))
  expect(batches).toEqual([2_500])
})
