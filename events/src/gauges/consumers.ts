/** How far a service's consumer is behind the stream, and what it could not handle. */

import { sampledGauges } from '@shop/platform/sampled.ts'
import type { Registry } from 'prom-client'
import type { EventStreams } from '../messaging/connection.ts'
import { deadLettersStream, eventsStream } from '../messaging/streams.ts'

const kinds = ['failed', 'malformed', 'parked'] as const

export function watchConsumer(registry: Registry, { manager }: EventStreams, service: string): void {
  sampledGauges(registry, () => manager.consumers.info(eventsStream, service), [
    {
      name: 'shop_consumer_lag',
      help: 'Messages that are not delivered to any replica yet',
      read: ({ num_pending: value }) => [{ value }],
    },
    {
      name: 'shop_consumer_unacknowledged',
      help: 'Messages that replicas have in hand, or are to get again',
      read: ({ num_ack_pending: value }) => [{ value }],
    },
  ])
  const subjects_filter = `dead.${service}.>`
  const subjects = async () => (await manager.streams.info(deadLettersStream, { subjects_filter })).state.subjects ?? {}
  sampledGauges(registry, subjects, [
    {
      name: 'shop_dead_letters',
      help: 'Messages of this service that are among the dead letters now',
      labelNames: ['kind'],
      read: (counts) => kinds.map((kind) => ({ labels: { kind }, value: sumOf(counts, `dead.${service}.${kind}.`) })),
    },
  ])
}

function sumOf(counts: Readonly<Record<string, number>>, prefix: string): number {
  return Object.entries(counts).reduce((sum, [subject, count]) => (subject.startsWith(prefix) ? sum + count : sum), 0)
}
