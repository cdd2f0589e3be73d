/** Delay before try n (1, 2, ...), doubling, with full jitter over its upper half. Milliseconds. */
export function backoff(attempt: number, { first = 50, most = 2_000 } = {}, random = Math.random): number {
  const delay = Math.min(most, first * 2 ** Math.min(attempt - 1, 20))
  return Math.round(delay / 2 + (random() * delay) / 2)
}
