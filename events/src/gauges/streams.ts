/** How much the streams hold. All services say the same of them. */

import { sampledGauges } from '@shop/platform/sampled.ts'
import type { Registry } from 'prom-client'
import type { EventStreams } from '../messaging/connection.ts'
import { deadLettersStream, eventsStream } from '../messaging/streams.ts'

export function watchStreams(registry: Registry, { manager }: EventStreams): void {
  const names = [eventsStream, deadLettersStream]
  const sample = async () => {
    const infos = await Promise.all(names.map((name) => manager.streams.info(name)))
    return infos.map(({ config: { name: stream }, state: { messages, bytes } }) => ({ stream, messages, bytes }))
  }
  sampledGauges(registry, sample, [
    {
      name: 'shop_stream_messages',
      help: 'Messages that a stream of NATS holds',
      labelNames: ['stream'],
      read: (streams) => streams.map(({ stream, messages }) => ({ labels: { stream }, value: messages })),
    },
    {
      name: 'shop_stream_bytes',
      help: 'What they take on the disk of each server that has a copy',
      labelNames: ['stream'],
      read: (streams) => streams.map(({ stream, bytes }) => ({ labels: { stream }, value: bytes })),
    },
  ])
}
