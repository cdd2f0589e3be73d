import { seededRandom } from '@shop/platform/testing/random.ts'
import { schedule } from './schedule.ts'

test('fixed arrivals come one every 1/rate, and none at the end', () =>
  expect([...schedule('fixed', 4, 1, seededRandom(1))]).toEqual([0, 250, 500, 750]))

describe('poisson arrivals', () => {
  const times = [...schedule('poisson', 50, 200, seededRandom(7))]
  const gaps = times.map((time, n) => time - (times[n - 1] ?? 0))

  test('come at the rate on average', () => {
    expect(times.length).toBeGreaterThan(9_700) // 10,000, give or take three standard deviations
    expect(times.length).toBeLessThan(10_300)
  })
  test('come in order, within the time', () => {
    expect(gaps.every((gap) => gap > 0)).toBe(true)
    expect(times.at(-1)).toBeLessThan(200_000)
  })
  test('come in bunches: gaps are exponential, so one in e is longer than the mean', () =>
    expect(gaps.filter((gap) => gap > 20).length / gaps.length).toBeCloseTo(1 / Math.E, 1))
  test('are the same again for the same seed, and others for another', () => {
    expect([...schedule('poisson', 50, 200, seededRandom(7))]).toEqual(times)
    expect([...schedule('poisson', 50, 200, seededRandom(8))]).not.toEqual(times)
  })
})
