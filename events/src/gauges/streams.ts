/** How much the streams hold. All services say the same of them. */

import { sampledGauges } from '@shop/platform/sampled.ts'
import type { Registry } from 'prom-client'
import type { Contract } from '../contract/contract.ts'
import type { EventStreams } from '../messaging/connection.ts'

/** Shows how many messages and bytes each stream holds. */
export function watchStreams(
  contract: Pick<Contract, 'metric'>,
  registry: Registry,
  { manager, names }: EventStreams,
): void {
  const sample = async () => {
    const infos = await Promise.all([names.events, names.deadLetters].map((name) => manager.streams.info(name)))
    return infos.map(({ config: { name: stream }, state: { messages, bytes } }) => ({ stream, messages, bytes }))
  }
  sampledGauges(registry, sample, [
    {
      name: contract.metric('stream_messages'),
      help: 'Messages that a stream of NATS holds',
      labelNames: ['stream'],
      read: (streams) => streams.map(({ stream, messages }) => ({ labels: { stream }, value: messages })),
    },
    {
      name: contract.metric('stream_bytes'),
      help: 'What they take on the disk of each server that has a copy',
      labelNames: ['stream'],
      read: (streams) => streams.map(({ stream, bytes }) => ({ labels: { stream }, value: bytes })),
    },
  ])
}
