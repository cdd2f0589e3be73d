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

test('one that cannot be stored fails alone, and the others are not stored one by one', async () => {
  const sizes: number[] = []
  const stored: number[] = []
  const projector = new Projector(async (events) => {
    sizes.push(events.length)
    const versions = events.map(({ aggregateVersion }) => aggregateVersion)
    if (versions.includes(1_234)) throw new Error('it cannot be stored')
    stored.push(...versions)
    return Promise.resolve()
  })
  const all = Array.from({ length: 2_500 }, (_, index) => projector.project(event(index + 1)))
  const ended = await Promise.allSettled(all)
  expect(ended.flatMap(({ status }, index) => (status === 'rejected' ? [index + 1] : []))).toEqual([1_234])
  expect(stored).toHaveLength(2_499)
  expect(sizes.length).toBeLessThan(30)
})
