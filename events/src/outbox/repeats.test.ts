import { eventOf } from '../testing/library.ts'
import type { LogPosition } from '../aggregates/ports.ts'
import { quiet, SimulatedClock } from '../simulated/clock.ts'
import { Repeats } from './repeats.ts'

const envelope = eventOf('LoanRequested')
const eventAt = ({ id, version }: LogPosition) => ({ ...envelope, aggregateId: id, aggregateVersion: version })

function open({ fails = false } = {}) {
  const requested: number[] = []
  const published: string[] = []
  const failed: unknown[] = []
  let open: () => void = () => undefined
  const gate = new Promise<void>((resolve) => (open = resolve))
  const repeats = new Repeats({
    log: {
      at: async (positions) => {
        requested.push(positions.length)
        await gate
        return positions.map(eventAt)
      },
      newestOfType: async (id, type) => ({ ...eventAt({ id, version: 9 }), type }),
    },
    publisher: {
      publish: async (event, messageId) => {
        if (fails) throw new Error('away')
        published.push(`${event.aggregateId} ${event.aggregateVersion} ${messageId}`)
      },
    },
    clock: new SimulatedClock(),
    newId: () => `new${published.length}`,
    repeated: () => undefined,
    failed: (error) => void failed.push(error),
    maxWaiting: 10,
    maxBatchSize: 4,
  })
  return { repeats, requested, published, failed, open }
}

test('what is requested many times while it waits is published once', async () => {
  const { repeats, published, open: go } = open()
  for (let n = 0; n < 1_000; n += 1) repeats.add({ id: 'a', version: 1 + (n % 2) })
  go()
  await quiet()
  expect(published).toEqual([`a 1 ${envelope.id}:new0`, `a 2 ${envelope.id}:new1`])
})

test('at most so many wait, and the rest is left out', async () => {
  const { repeats, requested, published, open: go } = open()
  for (let n = 0; n < 1_000; n += 1) repeats.add({ id: `a${n}`, version: 1 })
  expect(repeats.size).toBe(10)
  go()
  await quiet()
  expect(published).toHaveLength(10)
  expect(requested).toEqual([4, 4, 2])
})

test('the newest of a type is looked for in the log', async () => {
  const { repeats, published, open: go } = open()
  repeats.add({ id: 'a', type: 'LoanRequested' })
  go()
  await quiet()
  expect(published).toEqual([`a 9 ${envelope.id}:new0`])
})

test('what fails is given up, and what comes later is not', async () => {
  const { repeats, failed, open: go } = open({ fails: true })
  repeats.add({ id: 'a', version: 1 })
  go()
  await quiet()
  repeats.add({ id: 'a', version: 1 })
  await quiet()
  expect(failed).toHaveLength(2)
})
