import { array, assert, double, integer, property } from 'fast-check'
import { percentile } from '@shop/platform/percentile.ts'
import { distribution } from './percentiles.ts'

test('of one to a hundred', () =>
  expect(distribution(Array.from({ length: 100 }, (_, n) => 100 - n))).toEqual({
    count: 100,
    p50: 50,
    p99: 99,
    max: 100,
  }))
test('of a single time', () => expect(distribution([7])).toEqual({ count: 1, p50: 7, p99: 7, max: 7 }))
test('of none', () => expect(distribution([])).toEqual({ count: 0, p50: null, p99: null, max: null }))
test('times are ordered as numbers', () => expect(distribution([10, 9, 100]).p50).toBe(10))

test('a percentile is one of the times, at least so many are not above it, and fewer are below it', () =>
  assert(
    property(
      array(double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }),
      integer({ min: 1, max: 100 }),
      (times, percent) => {
        const found = percentile(Float64Array.from(times).sort(), percent) ?? NaN
        const share = (count: number): number => (100 * count) / times.length
        expect(times).toContain(found)
        expect(share(times.filter((time) => time <= found).length)).toBeGreaterThanOrEqual(percent - 1e-9)
        expect(share(times.filter((time) => time < found).length)).toBeLessThan(percent)
      },
    ),
  ))
