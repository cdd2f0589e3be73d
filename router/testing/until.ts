import { setTimeout as delay } from 'node:timers/promises'

const TIMEOUT_MS = 45_000 // on a machine that has much else to do
const EVERY_MS = 2

/** Resolves as soon as `condition` holds, looking again every two milliseconds. Rejects after 45 seconds. */
export async function until(condition: () => boolean | Promise<boolean>, what = condition.toString()): Promise<void> {
  const end = performance.now() + TIMEOUT_MS
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`never came true: ${what}`)
    await delay(EVERY_MS)
  }
}
