export type Backoff = { readonly firstMs: number; readonly longestMs: number }

export const BACKOFF: Backoff = { firstMs: 100, longestMs: 3_000 }

/**
 * Milliseconds before attempt `attempt` (0 is the first repetition): doubled each time up to the longest, then a random
 * share of the upper half of it, so that those who lost the same server do not all come back at once.
 */
export function waitBefore(
  attempt: number,
  { firstMs, longestMs }: Backoff,
  random: () => number = Math.random,
): number {
  const most = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 30))
  return most / 2 + (most / 2) * random()
}
