/** What a replica reports to the service that monitors the application. */

import type { Runtime } from '@shop/platform/runtime.ts'
import { z } from 'zod'
import type { Contract } from '../contract/contract.ts'

const status = z.object({
  ready: z.boolean(),
  /** Dependencies that do not answer it, or are not there yet. */
  missing: z.array(z.string().max(64)).max(100),
  /** How long its service's oldest event waits to be published. */
  outboxAgeSeconds: z.number().min(0).nullable(),
  /** Documents of its service that break an invariant, by the invariant's name. */
  broken: z.record(z.string().max(64), z.number()),
})

export type ReplicaStatus = Readonly<z.infer<typeof status>>

/** Undefined where it is none, as an earlier release may say something else. */
export function readStatus(data: Uint8Array): ReplicaStatus | undefined {
  try {
    const read = status.safeParse(JSON.parse(new TextDecoder().decode(data)))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}

/** The same figures that it shows at /metrics and /health/ready. */
export async function statusOf(
  contract: Pick<Contract, 'metric'>,
  { health, metrics }: Pick<Runtime, 'health' | 'metrics'>,
): Promise<ReplicaStatus> {
  const valuesOf = async (name: string) => (await metrics.getSingleMetric(name)?.get())?.values ?? []
  const [{ ready, parts }, ages, broken] = await Promise.all([
    health.ready(),
    valuesOf(contract.metric('outbox_age_seconds')),
    valuesOf(contract.metric('audit_broken')),
  ])
  return {
    ready,
    missing: Object.entries(parts)
      .filter(([, state]) => state !== 'up')
      .map(([part]) => part),
    outboxAgeSeconds: ages[0]?.value ?? null,
    broken: Object.fromEntries(
      broken.filter(({ value }) => value > 0).map(({ labels, value }) => [String(labels['invariant']), value]),
    ),
  }
}
