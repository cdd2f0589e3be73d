import type { Registry } from 'prom-client'
import type { Health } from './health.ts'
import { sampledGauges } from './sampled.ts'

/** The gauge of the parts that a process needs: 1 for each that answers its health check. */
export function showParts(registry: Registry, health: Pick<Health, 'ready'>): void {
  sampledGauges(registry, () => health.ready(), [
    {
      name: 'part_up',
      help: 'Whether a part that the process needs answers it: 1 or 0',
      labelNames: ['part'],
      read: ({ parts }) =>
        Object.entries(parts).map(([part, state]) => ({ labels: { part }, value: state === 'up' ? 1 : 0 })),
    },
  ])
}
