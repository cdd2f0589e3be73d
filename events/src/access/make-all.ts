import type { NatsConnection } from '@nats-io/transport-node'
import type { Contract } from '../contract/contract.ts'
import { type EventStreams, openStreams } from '../messaging/connection.ts'
import { maxInFlightOf } from '../messaging/consumer.ts'
import { ensureDurable } from '../messaging/durable.ts'
import { type EventsConfig, streamSettings } from '../messaging/stream-settings.ts'
import { ensureStreams } from '../messaging/streams.ts'

type MadeStreams = Pick<EventStreams, 'manager' | 'names' | 'settings'>

/**
 * Makes the streams and every service's consumer. Answers, in lines for a person, what is there now.
 *
 * @example
 * for (const line of await makeAll(nats, contract, config)) console.log(line)
 */
export async function makeAll(
  nats: NatsConnection,
  contract: Contract,
  config: EventsConfig & { readonly ACK_WAIT_MS: number },
): Promise<string[]> {
  const settings = { ...streamSettings(config), admin: true }
  const streams = await openStreams(nats, contract, settings)
  const { manager, names } = streams
  const warnings = await ensureStreams(manager, names, settings)
  const consumers = receivers(contract)
  for (const service of consumers) await makeConsumer(streams, contract, service, config.ACK_WAIT_MS)
  const made = `streams of ${settings.owner ?? ''}: ${names.events}, ${names.deadLetters}`
  return [made, `consumers: ${consumers.join(', ')}`, ...warnings.map((warning) => `WARNING: ${warning}`)]
}

/** After a stream was made anew, or emptied, and has none: services that may not make them would wait for theirs. Existing ones are not changed. */
export async function makeMissingConsumers(streams: MadeStreams, contract: Contract, ackWaitMs: number): Promise<void> {
  const there = new Set<string>()
  for await (const { name } of streams.manager.consumers.list(streams.names.events)) there.add(name)
  for (const service of receivers(contract))
    if (!there.has(service)) await makeConsumer(streams, contract, service, ackWaitMs)
}

function receivers(contract: Contract) {
  return contract.services.filter((service) => contract.receivedBy(service).length > 0)
}

async function makeConsumer(
  { manager, names, settings: { owner } }: MadeStreams,
  contract: Contract,
  service: string,
  ackWaitMs: number,
): Promise<void> {
  const types = contract.receivedBy(service)
  const maxInFlight = maxInFlightOf(contract, service)
  await ensureDurable(manager, { service, contract, names, types, ackWaitMs, maxInFlight, admin: true, owner })
}
