import { pause } from '../aggregates/ports.ts'
import { SimulatedClock } from '../simulated/clock.ts'
import { BatchLoop } from './batch-loop.ts'

/** One write at a time that is set; each takes 10 ms. */
function open() {
  const clock = new SimulatedClock()
  const writes: number[] = []
  let dueAt: number | undefined
  const loop = new BatchLoop(clock, {
    dueInMs: () => (dueAt === undefined ? undefined : Math.max(0, dueAt - clock.elapsed())),
    write: async () => {
      writes.push(clock.elapsed())
      dueAt = undefined
      await pause(clock, 10)
    },
  })
  const set = (at: number) => {
    dueAt = at
    loop.wake(at - clock.elapsed())
  }
  return { clock, writes, loop, set }
}

test('a write that becomes due earlier is not late, and one that becomes due later is not early', async () => {
  const { clock, writes, set } = open()
  set(100)
  await clock.pass(20)
  set(50)
  await clock.pass(10)
  set(80)
  await clock.pass(200)
  expect(writes).toEqual([80])
})

test('what comes during a write is written after it, and then all is idle', async () => {
  const { clock, writes, loop, set } = open()
  set(0)
  await clock.pass(5)
  set(6)
  let idle = false
  void loop.idle().then(() => (idle = true))
  await clock.pass(10)
  expect([writes, idle]).toEqual([[0, 10], false])
  await clock.pass(10)
  expect(idle).toBe(true)
})
