/** What the cluster must not let happen. */
import type { Kubectl } from './kubectl.ts'
import { policiesEnforced } from './network-policies.ts'
import type { ProofReport } from './report.ts'

export async function refusals(report: ProofReport, kubectl: Kubectl): Promise<void> {
  await report.step('Pod Security refuses a root pod', async () => {
    const refused = await kubectl.refusal('run', 'root', '--image=root', '--dry-run=server', '--restart=Never')
    return [
      refused?.match(/violates PodSecurity "[^"]*"/)?.[0] ?? refused ?? 'it was taken',
      refused?.includes('PodSecurity') ?? false,
    ]
  })
  await policiesEnforced(report, kubectl)
}
