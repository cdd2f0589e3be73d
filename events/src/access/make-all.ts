import type { NatsConnection } from '@nats-io/transport-node'
import type { Contract } from '../contract/contract.ts'
import { openStreams } from '../messaging/connection.ts'
import { mostInFlight } from '../messaging/consumer.ts'
import { ensureDurable } from '../messaging/durable.ts'
import { type EventsConfig, streamSettings } from '../messaging/stream-settings.ts'
import { deadLettersStream, ensureStreams, eventsStream } from '../messaging/streams.ts'

/** Makes the streams and every service's consumer. Answers, in lines for a person, what is there now. */
export async function makeAll(
  nats: NatsConnection,
  contract: Contract,
  config: EventsConfig & { readonly ACK_WAIT_MS: number },
): Promise<string[]> {
  const settings = { ...streamSettings(config), admin: true }
  const { manager } = await openStreams(nats, settings)
  const warnings = await ensureStreams(manager, settings)
  const consumers = contract.services.filter((service) => contract.receivedBy(service).length > 0)
  for (const service of consumers) {
    const types = contract.receivedBy(service)
    await ensureDurable(manager, { service, contract, types, ackWaitMs: config.ACK_WAIT_MS, mostInFlight, admin: true })
  }
  const streams = `streams of ${settings.shop ?? ''}: ${eventsStream}, ${deadLettersStream}`
  return [streams, `consumers: ${consumers.join(', ')}`, ...warnings.map((warning) => `WARNING: ${warning}`)]
}
