import type { Caller } from '@shop/platform/caller.ts'

const LONGEST_TIMER_MS = 2_147_483_647

/** Calls `expired` when the caller's token does. Returns what calls it off; an anonymous caller never expires. */
export function whenExpired(caller: Caller, expired: () => void): () => void {
  if (caller.kind === 'anonymous') return () => undefined
  const wait = Math.min(Math.max(caller.expiresAt - Date.now(), 0), LONGEST_TIMER_MS)
  const timer = setTimeout(expired, wait)
  return () => clearTimeout(timer)
}
