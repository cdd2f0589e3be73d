/** How much stands in outboxes, and for how long: what a relay that is stuck, or a NATS that is away, makes grow. */

import { type SampledGauge, sampledGauges } from '@shop/platform/sampled.ts'
import type { Collection } from 'mongodb'
import type { Registry } from 'prom-client'
import type { AggregateDocument } from '../aggregates/document.ts'
import { countAtMost, epoch, mostCounted, timeoutMS } from './counting.ts'

type Sample = { readonly size: number; readonly ageSeconds: number }

const gauges: readonly SampledGauge<Sample>[] = [
  {
    name: 'shop_outbox_aggregates',
    help: `Aggregates whose outbox is not known to be empty, of all replicas; at most ${mostCounted} are counted`,
    read: ({ size }) => [{ value: size }],
  },
  {
    name: 'shop_outbox_age_seconds',
    help: 'Since when the outbox stands that was added to first, of all replicas',
    read: ({ ageSeconds }) => [{ value: ageSeconds }],
  },
]

export function watchOutboxes(registry: Registry, documents: Collection<AggregateDocument>): void {
  const outboxSince = { $gt: epoch }
  const sample = async (): Promise<Sample> => {
    const size = await countAtMost(documents, { outboxSince })
    const [oldest] = size === 0 ? [] : await documents.find({ outboxSince }, first).toArray()
    const since = oldest?.outboxSince?.getTime() ?? Date.now()
    return { size, ageSeconds: Math.max(0, Date.now() - since) / 1_000 }
  }
  sampledGauges(registry, sample, gauges)
}

const first = { projection: { outboxSince: 1 }, sort: { outboxSince: 1 }, limit: 1, timeoutMS } as const
