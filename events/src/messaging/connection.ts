/** What a service needs of NATS: one connection, its streams, and a name. */

import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { type StreamSettings, ensureStreams } from './streams.ts'

export type EventStreams = {
  readonly stream: JetStreamClient
  readonly manager: JetStreamManager
  readonly settings: StreamSettings
}

/** Makes sure that the streams are there. */
export async function openStreams(connection: NatsConnection, settings: StreamSettings): Promise<EventStreams> {
  const manager = await jetstreamManager(connection)
  await ensureStreams(manager, settings)
  return { stream: jetstream(connection), manager, settings }
}
