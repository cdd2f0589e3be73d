/** The router's autoscaler, with a target so low that the load that is there will do, and no wait before it scales in. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Kubectl } from './kubectl.ts'
import type { ProofReport } from './report.ts'

const WITHIN_MS = 150_000

const autoscaler = (target: number) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'proof' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'router' },
    minReplicas: 2,
    maxReplicas: 3,
    metrics: [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } } },
    ],
    behavior: {
      scaleUp: { stabilizationWindowSeconds: 0 },
      scaleDown: { stabilizationWindowSeconds: 10, policies: [{ type: 'Pods', value: 1, periodSeconds: 10 }] },
    },
  },
})

export async function scaling(report: ProofReport, kubectl: Kubectl): Promise<void> {
  await report.step('the autoscaler scales the router out, and in', async () => {
    await kubectl.apply(autoscaler(5))
    const out = await replicasBecome(kubectl, 'router', (count) => count === 3)
    const why = await decision(kubectl)
    await kubectl.apply(autoscaler(1_000))
    const back = await replicasBecome(kubectl, 'router', (count) => count === 2)
    await kubectl.run('delete', 'hpa', 'proof')
    const seen = `2 to 3 after ${out ?? 'never'} s (${why}), back to 2 after ${back ?? 'never'} s`
    return [seen, out !== undefined && back !== undefined]
  })
}

/** Ready ones; answers after how many seconds. */
export async function replicasBecome(
  kubectl: Kubectl,
  deployment: string,
  wanted: (count: number) => boolean,
): Promise<string | undefined> {
  const began = performance.now()
  for (;;) {
    const count = await kubectl.run('get', 'deployment', deployment, '-o', 'jsonpath={.status.readyReplicas}')
    const pastMs = performance.now() - began
    if (wanted(Number(count))) return (pastMs / 1_000).toFixed(0)
    if (pastMs > WITHIN_MS) return undefined
    await delay(1_000)
  }
}

async function decision(kubectl: Kubectl): Promise<string> {
  const path = 'jsonpath={.status.currentMetrics[0].resource.current.averageUtilization}'
  return `CPU at ${await kubectl.run('get', 'hpa', 'proof', '-o', path)} % of its request, target 5 %`
}
