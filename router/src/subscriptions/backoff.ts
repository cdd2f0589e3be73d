import { backoff } from '@shop/platform/backoff.ts'

export type Backoff = { readonly firstMs: number; readonly maxMs: number }

export const BACKOFF: Backoff = { firstMs: 100, maxMs: 3_000 }

/** Milliseconds before attempt `attempt`; 0 is the first repetition. With jitter, so that clients of the same server do not all reconnect at once. */
export function waitBefore(attempt: number, { firstMs, maxMs }: Backoff, random: () => number = Math.random): number {
  return backoff(attempt + 1, { firstMs, maxMs: maxMs }, random)
}
