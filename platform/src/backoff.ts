/** For `random`: each delay is as long as it may be. */
export const noJitter = (): number => 1

/**
 * Delay before try n (1, 2, ...), doubling up to `maxMs`, with full jitter over its upper half. Milliseconds.
 *
 * @example
 * await delay(backoff(3, { firstMs: 100, maxMs: 5_000 })) // 200 to 400 ms
 */
export function backoff(attempt: number, { firstMs = 50, maxMs = 2_000 } = {}, random = Math.random): number {
  const delay = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 20))
  return Math.round(delay / 2 + (random() * delay) / 2)
}
