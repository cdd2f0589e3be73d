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

test('a batch that is full waits for nothing', async () => {
  const { batches, projector } = open()
  await Promise.all(Array.from({ length: 500 }, (_, version) => projector.project(event(version + 1))))
  expect(batches).toEqual([500])
})
