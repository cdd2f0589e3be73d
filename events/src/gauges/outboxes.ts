/** How much stands in outboxes, and for how long: what a relay that is stuck, or a NATS that is away, makes grow. */

import { type SampledGauge, sampledGauges } from '@shop/platform/sampled.ts'
import type { Collection } from 'mongodb'
import type { Registry } from 'prom-client'
import type { AggregateDocument } from '../aggregates/document.ts'
import type { Contract } from '../contract/contract.ts'
import { boundedCount, epoch, maxCounted, timeoutMS } from './counting.ts'

type OutboxSample = { readonly size: number; readonly ageSeconds: number }

const gaugesOf = (contract: Pick<Contract, 'metric'>): readonly SampledGauge<OutboxSample>[] => [
  {
    name: contract.metric('outbox_aggregates'),
    help: `Aggregates whose outbox is not known to be empty, of all replicas; at most ${maxCounted} are counted`,
    read: ({ size }) => [{ value: size }],
  },
  {
    name: contract.metric('outbox_age_seconds'),
    help: 'How long the oldest event in an outbox has stood there, of all replicas',
    read: ({ ageSeconds }) => [{ value: ageSeconds }],
  },
]

/** Shows how many aggregates have something to publish, and how many seconds the oldest of it has waited. */
export function watchOutboxes(
  contract: Pick<Contract, 'metric'>,
  registry: Registry,
  documents: Collection<AggregateDocument>,
): void {
  const sample = async (): Promise<OutboxSample> => {
    const size = await boundedCount(documents, { outboxSince })
    const oldest = size === 0 ? undefined : await oldestEntry(documents)
    return { size, ageSeconds: oldest === undefined ? 0 : Math.max(0, Date.now() - oldest) / 1_000 }
  }
  sampledGauges(registry, sample, gaugesOf(contract))
}

const outboxSince = { $gt: epoch }

/**
 * Epoch milliseconds. Of the entries, not of `outboxSince`: an aggregate that is added to again and again was added to just now, however
 * long its first entry waits. Looked for among those that are counted.
 */
async function oldestEntry(documents: Collection<AggregateDocument>): Promise<number | undefined> {
  const entries = { $objectToArray: '$outbox' }
  const [found] = await documents
    .aggregate<{ oldest: string | null }>(
      [
        { $match: { outboxSince } },
        { $limit: maxCounted },
        { $project: { entries } },
        { $unwind: '$entries' },
        { $group: { _id: null, oldest: { $min: '$entries.v.occurredAt' } } },
      ],
      { timeoutMS },
    )
    .toArray()
  return typeof found?.oldest === 'string' ? Date.parse(found.oldest) : undefined
}
