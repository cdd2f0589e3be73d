/** Nearest rank: one of the values, at least as large as `percent` of all. Takes them ascending; null of none. */
export function percentile(ascending: ArrayLike<number>, percent: number): number | null {
  return ascending[Math.max(0, Math.ceil((percent / 100) * ascending.length) - 1)] ?? null
}
