import type { Session } from './session.ts'

/** A token is renewed when so much of its time has passed, and tried again so often. */
const SHARE = 0.8
const AGAIN_MS = 5_000
const MAX_TIMER_MS = 2_147_483_647

let timer: ReturnType<typeof setTimeout> | undefined

/** A later call cancels the earlier one. */
export function renewBeforeExpiry({ expiresAt }: Session, renew: () => Promise<void>): void {
  clearTimeout(timer)
  const waitMs = Math.min(Math.max((expiresAt - Date.now()) * SHARE, 1_000), MAX_TIMER_MS)
  const attempt = (): void => {
    renew().catch(() => {
      timer = setTimeout(attempt, AGAIN_MS)
    })
  }
  timer = setTimeout(attempt, waitMs)
}

export function renewNoMore(): void {
  clearTimeout(timer)
}
