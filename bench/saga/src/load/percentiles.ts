/** Times in milliseconds; null where there were none. */
export type Distribution = {
  readonly count: number
  readonly p50: number | null
  readonly p99: number | null
  readonly max: number | null
}

export function distribution(values: Iterable<number>): Distribution {
  const sorted = Float64Array.from(values).sort()
  return {
    count: sorted.length,
    p50: percentile(sorted, 50),
    p99: percentile(sorted, 99),
    max: sorted.at(-1) ?? null,
  }
}

/** Nearest rank: a time that was really measured, at least as long as `percent` of all. Takes them ascending; null of none. */
export function percentile(sorted: Float64Array, percent: number): number | null {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null
}
