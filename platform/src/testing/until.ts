import { setTimeout as delay } from 'node:timers/promises'

/** Waits for a condition; rejects, naming it, where it does not come true. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 45_000): Promise<void> {
  const started = performance.now()
  while (!(await holds())) {
    if (performance.now() - started > withinMs) throw new Error(`Not within ${withinMs / 1000} s: ${what}`)
    await delay(10)
  }
}
