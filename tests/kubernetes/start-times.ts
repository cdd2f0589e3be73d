/** How long pods took from the start of their process until they were ready, to the second, as their status has it. */
import { z } from 'zod'
import type { Kubectl } from './kubectl.ts'
import type { ProofReport } from './report.ts'

const AIM_S = 5

const Running = z.object({ startedAt: z.string() })
const Pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ labels: z.object({ 'app.kubernetes.io/name': z.string() }) }),
      status: z.object({
        conditions: z.array(z.object({ type: z.string(), status: z.string(), lastTransitionTime: z.string() })),
        containerStatuses: z.array(z.object({ state: z.object({ running: Running.optional() }) })),
      }),
    }),
  ),
})

export async function startTimes(report: ProofReport, kubectl: Kubectl): Promise<void> {
  await report.step('pods restarted one workload at a time, from start to ready', async () => {
    const selector = 'app.kubernetes.io/component in (router, subgraph)'
    const { items } = Pods.parse(JSON.parse(await kubectl.run('get', 'pods', '-l', selector, '-o', 'json')))
    const maxSeconds = new Map<string, number>()
    for (const { metadata, status } of items) {
      const name = metadata.labels['app.kubernetes.io/name']
      const started = status.containerStatuses[0]?.state.running?.startedAt
      const ready = status.conditions.find(({ type, status: holds }) => type === 'Ready' && holds === 'True')
      if (started === undefined || ready === undefined) continue // one that is being replaced
      const seconds = (Date.parse(ready.lastTransitionTime) - Date.parse(started)) / 1_000
      maxSeconds.set(name, Math.max(seconds, maxSeconds.get(name) ?? 0))
    }
    const seen = [...maxSeconds].toSorted(([, a], [, b]) => b - a).map(([name, seconds]) => `${name} ${seconds} s`)
    return [`${seen.join(', ')} (aim: ${AIM_S} s)`, seen.length > 0]
  })
}
