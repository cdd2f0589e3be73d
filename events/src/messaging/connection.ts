/** What a service needs of NATS: one connection, its streams, and a name. */

import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import type { Log } from '@shop/platform/log.ts'
import { persist } from '@shop/platform/persist.ts'
import type { Contract } from '../contract/contract.ts'
import type { Fence } from '../native-collection.ts'
import { MissingStreamObject } from './missing.ts'
import { StreamNames } from './stream-names.ts'
import type { StreamSettings } from './stream-settings.ts'
import { ensureStreams } from './streams.ts'

export type EventStreams = {
  readonly stream: JetStreamClient
  readonly manager: JetStreamManager
  readonly settings: StreamSettings
  readonly names: StreamNames
  /** What is published passes it. */
  readonly fence?: Fence | undefined
}

/**
 * Makes sure that the streams are there. Where only an administrator may make them, a caller with a log and a signal waits for that.
 * Rejects with a ConfigError where they are not ours.
 *
 * @example
 * const streams = await openStreams(nats, contract, streamSettings(config), { log, signal: shutdown.signal })
 */
export async function openStreams(
  connection: NatsConnection,
  contract: Pick<Contract, 'name'>,
  settings: StreamSettings,
  waiting?: { readonly log: Log; readonly signal: AbortSignal },
): Promise<EventStreams> {
  const manager = await jetstreamManager(connection)
  const names = new StreamNames(contract.name, settings.namespace)
  const ensure = () => ensureStreams(manager, names, settings)
  const final = (error: unknown) => !(error instanceof MissingStreamObject)
  const warnings = await (waiting ? persist(ensure, { what: 'streams', final, ...waiting }) : ensure())
  for (const warning of warnings) waiting?.log.warn(warning)
  return { stream: jetstream(connection), manager, settings, names }
}
