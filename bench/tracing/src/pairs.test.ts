import { differenceOf } from './pairs.ts'

test('the mean difference, in per cent of what it costs without, and how far it may be off', () => {
  const pairs = [
    { without: 9, with: 10 },
    { without: 10, with: 10 },
    { without: 11, with: 13 },
  ]
  const { without, with: traced, percent, within } = differenceOf(pairs)
  expect([without, traced, percent]).toEqual([10, 11, 10])
  expect(within).toBeCloseTo((4.3 * 10) / Math.sqrt(3)) // by hand: the standard deviation of 10, 0 and 20 is 10
})
