/** Sagas that are under way, and those that do not get on. */

import { type SampledGauge, sampledGauges } from '@shop/platform/sampled.ts'
import type { Collection, Filter } from 'mongodb'
import type { Registry } from 'prom-client'
import type { AggregateDocument } from '../aggregates/document.ts'
import type { Contract } from '../contract/contract.ts'
import { countAtMost, epoch, mostCounted } from './counting.ts'

type DeferredSample = { readonly waiting: number; readonly stuck: number }

const gaugesOf = (contract: Pick<Contract, 'metric'>): readonly SampledGauge<DeferredSample>[] => [
  {
    name: contract.metric('sagas_waiting'),
    help: `Sagas that wait for their next step; at most ${mostCounted} are counted`,
    read: ({ waiting }) => [{ value: waiting }],
  },
  {
    name: contract.metric('sagas_stuck'),
    help: 'Those of them without an event for longer than the deadline of the whole way',
    read: ({ stuck }) => [{ value: stuck }],
  },
]

/** `stuck`: of aggregates with a deadline, which do not get on. */
export function watchSagas(
  contract: Pick<Contract, 'metric'>,
  registry: Registry,
  documents: Collection<AggregateDocument>,
  stuck: (now: Date) => Filter<AggregateDocument>,
): void {
  const due = { $gt: epoch }
  const sample = async (): Promise<DeferredSample> => ({
    waiting: await countAtMost(documents, { due }),
    stuck: await countAtMost(documents, { $and: [{ due }, stuck(new Date())] }),
  })
  sampledGauges(registry, sample, gaugesOf(contract))
}
