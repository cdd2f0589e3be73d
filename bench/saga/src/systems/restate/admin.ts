/** Restate's admin interface. */
import { setTimeout as delay } from 'node:timers/promises'
import type { ProcessSpec } from '@shop/dev/supervisor/process-spec.ts'
import { z } from 'zod'

/** Tells the server where services are; it then asks them what they offer. */
export async function register(admin: string, { name, url }: ProcessSpec): Promise<void> {
  const answer = await send(`${admin}/deployments`, { uri: url })
  if (!answer.ok) throw new Error(`Restate does not take ${name}: ${await answer.text()}`)
}

const Counted = z.object({ rows: z.array(z.object({ open: z.number() })) })

/** Resolves when no invocation is under way. */
export async function settled(admin: string, withinMs: number): Promise<void> {
  const query = "SELECT count(*) AS open FROM sys_invocation WHERE status <> 'completed'"
  const started = performance.now()
  for (;;) {
    const answer = await send(`${admin}/query`, { query })
    const open = Counted.parse(await answer.json()).rows[0]?.open
    if (open === 0) return
    if (performance.now() - started > withinMs) throw new Error(`Restate still has ${open} invocations under way`)
    await delay(100)
  }
}

function send(url: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
}
