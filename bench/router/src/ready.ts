import { setTimeout as after } from 'node:timers/promises'
import type { Child } from '@shop/dev/process/child.ts'

/** Resolves when the router answers. Throws with its last lines where it has ended, or does not within a minute. */
export async function ready(url: string, child: Child): Promise<void> {
  for (const end = performance.now() + 60_000; ; await after(200)) {
    const answered = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    }).catch(() => undefined)
    if (answered?.ok) return
    if (performance.now() > end || !child.running) throw new Error(`does not answer:\n${child.lastLines.join('\n')}`)
  }
}
