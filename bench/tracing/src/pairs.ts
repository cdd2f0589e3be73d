/** What pairs of measurements, taken one right after the other, say of a difference. */

/** CPU milliseconds of one order, or of one request, without and with. */
export type Pair = { readonly without: number; readonly with: number }

export type Difference = {
  readonly without: number // means
  readonly with: number
  /** Per cent of the mean without. */
  readonly percent: number
  /** Half of the interval that has the true mean in 95 of 100 cases, in per cent too. */
  readonly within: number
}

/** The means of what was measured without and with. */
export function pairOf<T>(
  turns: { readonly without: readonly T[]; readonly with: readonly T[] },
  value: (turn: T) => number,
): Pair {
  return { without: mean(turns.without.map(value)), with: mean(turns.with.map(value)) }
}

/** Two-sided 95 % of Student's t, by degrees of freedom; above 30 as of 30. */
const t95 = [
  ...[12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13],
  ...[2.12, 2.11, 2.1, 2.09, 2.09, 2.08, 2.07, 2.07, 2.06, 2.06, 2.06, 2.05, 2.05, 2.05, 2.04],
]

/** Of two pairs at least. */
export function differenceOf(pairs: readonly Pair[]): Difference {
  const without = mean(pairs.map((pair) => pair.without))
  const differences = pairs.map((pair) => ((pair.with - pair.without) / without) * 100)
  const percent = mean(differences)
  const squares = differences.reduce((sum, each) => sum + (each - percent) ** 2, 0)
  const error = Math.sqrt(squares / (pairs.length - 1) / pairs.length)
  const t = t95[Math.min(pairs.length - 1, t95.length) - 1] ?? Infinity
  return { without, with: mean(pairs.map((pair) => pair.with)), percent, within: t * error }
}

const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length
