/** How far a service's consumer is behind the stream, and what it could not handle. */

import { sampledGauges } from '@shop/platform/sampled.ts'
import type { Registry } from 'prom-client'
import type { Contract } from '../contract/contract.ts'
import type { EventStreams } from '../messaging/connection.ts'

const kinds = ['failed', 'malformed', 'parked'] as const

/** Shows how many messages wait for the service, are in its hands, and lie among its dead letters. */
export function watchConsumer(
  contract: Pick<Contract, 'metric'>,
  registry: Registry,
  { manager, names }: EventStreams,
  service: string,
): void {
  sampledGauges(registry, () => manager.consumers.info(names.events, service), [
    {
      name: contract.metric('consumer_lag'),
      help: 'Messages that are not delivered to any replica yet',
      read: ({ num_pending: value }) => [{ value }],
    },
    {
      name: contract.metric('consumer_unacknowledged'),
      help: 'Messages that replicas have in hand, or are to get again',
      read: ({ num_ack_pending: value }) => [{ value }],
    },
  ])
  const subjects_filter = names.deadLetter(service, '>')
  const subjects = async () => (await manager.streams.info(names.deadLetters, { subjects_filter })).state.subjects ?? {}
  sampledGauges(registry, subjects, [
    {
      name: contract.metric('dead_letters'),
      help: 'Messages of this service that are among the dead letters now',
      labelNames: ['kind'],
      read: (counts) =>
        kinds.map((kind) => ({ labels: { kind }, value: sumOf(counts, names.deadLetter(service, kind, '')) })),
    },
  ])
}

function sumOf(counts: Readonly<Record<string, number>>, prefix: string): number {
  return Object.entries(counts).reduce((sum, [subject, count]) => (subject.startsWith(prefix) ? sum + count : sum), 0)
}
