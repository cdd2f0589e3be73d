import { setImmediate as turn } from 'node:timers/promises'

const PATIENCE_MS = 10_000

/** Resolves as soon as `condition` holds, looking again at each turn of the event loop. Rejects after ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>, what = condition.toString()): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`never came true: ${what}`)
    await turn()
  }
}
