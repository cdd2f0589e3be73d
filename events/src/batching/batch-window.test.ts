import { SimulatedClock } from '../simulated/clock.ts'
import { type BatchWindow, WriteMeter } from './batch-window.ts'

const window: BatchWindow = { minMs: 5, maxMs: 100, factor: 2, quickMs: 10, minItems: 4 }

/** What is collected for after a write of so items that took so long, and so much later. */
async function after({ tookMs, items = 20, laterMs = 0 }: { tookMs: number; items?: number; laterMs?: number }) {
  const clock = new SimulatedClock()
  const meter = new WriteMeter(clock)
  await meter.timed(items, () => clock.pass(tookMs))
  await clock.pass(laterMs)
  return meter.collectMs(window)
}

describe('what is collected for', () => {
  test('before anything is known is the least', () =>
    expect(new WriteMeter(new SimulatedClock()).collectMs(window)).toBe(5))
  test('after a quick write is the least', async () => expect(await after({ tookMs: 10 })).toBe(5))
  test('after a slow write is in proportion to it', async () => expect(await after({ tookMs: 11 })).toBe(22))
  test('is bounded', async () => expect(await after({ tookMs: 5_000 })).toBe(100))
  test('after a slow write of a few is the least: too little comes', async () =>
    expect(await after({ tookMs: 50, items: 3 })).toBe(5))
  test('counts from the end of the write, so that what comes after a quiet time does not wait', async () => {
    expect(await after({ tookMs: 20, laterMs: 30 })).toBe(10)
    expect(await after({ tookMs: 20, laterMs: 40 })).toBe(5)
  })
  test('is derived from the last write, also from one that failed', async () => {
    const clock = new SimulatedClock()
    const meter = new WriteMeter(clock)
    const failing = async () => {
      await clock.pass(30)
      throw new Error('away')
    }
    await expect(meter.timed(20, failing)).rejects.toThrow('away')
    expect(meter.collectMs(window)).toBe(60)
    await meter.timed(20, () => clock.pass(1))
    expect(meter.collectMs(window)).toBe(5)
  })
})
