/** How long to wait for an unknown aggregate: its id says whether it can be on its way. */

import { timeOf } from '../uuid-time.ts'

const onItsWayForMs = 60_000

/**
 * Milliseconds, for `unknownAfterMs`. One that was made in the last minute is waited for until that is over; one of long ago, or whose id
 * has no time, is not. `id`: a UUIDv7, of any clock within a minute of ours.
 *
 * @example
 * const waitMs = unknownAfterMs(id) // 50_000 where it was made 10 s ago, 0 where that was an hour ago
 */
export function unknownAfterMs(id: string, now = Date.now()): number {
  const age = now - timeOf(id)
  return Math.abs(age) < onItsWayForMs ? onItsWayForMs - Math.max(0, age) : 0
}
