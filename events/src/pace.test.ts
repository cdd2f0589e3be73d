import { Pacer } from './pace.ts'
import { SimulatedClock } from './simulated/clock.ts'

const pace = { leastMs: 5, times: 2, mostMs: 100, quickMs: 10, few: 3 }

/** What is rested for after a write of so many that took so long, and so much later. */
async function after({ tookMs, many = 20, laterMs = 0 }: { tookMs: number; many?: number; laterMs?: number }) {
  const clock = new SimulatedClock()
  const pacer = new Pacer(clock)
  await pacer.timed(many, () => clock.pass(tookMs))
  await clock.pass(laterMs)
  return pacer.restMs(pace)
}

describe('what is collected for', () => {
  test('before anything is known is the least', () => expect(new Pacer(new SimulatedClock()).restMs(pace)).toBe(5))
  test('after a quick write is the least', async () => expect(await after({ tookMs: 10 })).toBe(5))
  test('after a slow write is in proportion to it', async () => expect(await after({ tookMs: 11 })).toBe(22))
  test('is bounded', async () => expect(await after({ tookMs: 5_000 })).toBe(100))
  test('after a slow write of a few is the least: too little comes', async () =>
    expect(await after({ tookMs: 50, many: 3 })).toBe(5))
  test('counts from the end of the write, so that what comes after a quiet time does not wait', async () => {
    expect(await after({ tookMs: 20, laterMs: 30 })).toBe(10)
    expect(await after({ tookMs: 20, laterMs: 40 })).toBe(5)
  })
  test('is told by the last write, also by one that failed', async () => {
    const clock = new SimulatedClock()
    const pacer = new Pacer(clock)
    const failing = async () => {
      await clock.pass(30)
      throw new Error('away')
    }
    await expect(pacer.timed(20, failing)).rejects.toThrow('away')
    expect(pacer.restMs(pace)).toBe(60)
    await pacer.timed(20, () => clock.pass(1))
    expect(pacer.restMs(pace)).toBe(5)
  })
})
