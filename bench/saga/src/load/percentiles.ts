import { percentile } from '@shop/platform/percentile.ts'
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
