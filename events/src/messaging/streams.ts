/** The two streams: every event of all services, and messages that no service could handle. */

import { DiscardPolicy, type JetStreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'

export const eventsStream = 'EVENTS'
export const deadLettersStream = 'DEAD'

export type StreamSettings = {
  readonly replicas: number // 1, or 3 and 5 on a cluster
  readonly maxAgeDays: number // the services' logs keep events for ever; the stream need not
}

/** What the services make where there is no stream yet; one that is there keeps what its operator has set. */
export const streamDefaults: StreamSettings = { replicas: 1, maxAgeDays: 7 }

const duplicateWindowMs = 120_000

/** Limits retention: it keeps the window in which repeats are dropped over restarts. Safe to call at any time by anybody. */
export async function ensureStreams(
  manager: JetStreamManager,
  { replicas, maxAgeDays }: StreamSettings,
): Promise<void> {
  const common = {
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    num_replicas: replicas,
  }
  await ensure(manager, {
    ...common,
    name: eventsStream,
    subjects: ['events.>'],
    max_age: nanos(maxAgeDays * 86_400_000),
    duplicate_window: nanos(duplicateWindowMs),
  })
  await ensure(manager, {
    ...common,
    name: deadLettersStream,
    subjects: ['dead.>'],
    allow_direct: true,
    duplicate_window: nanos(duplicateWindowMs),
  })
}

/**
 * Both streams anew, with nothing in them and no consumers, and with what their operator has set. One after the other: where the last
 * stream of an account goes, the server removes the account's folder meanwhile, and a stream that is made in that moment fails.
 */
export async function remakeStreams(manager: JetStreamManager, settings: StreamSettings): Promise<void> {
  for (const name of [eventsStream, deadLettersStream]) {
    const { config } = await manager.streams.info(name)
    await manager.streams.delete(name)
    await manager.streams.add(config)
    await ensureStreams(manager, settings)
  }
}

type StreamConfig = Parameters<JetStreamManager['streams']['add']>[0]

async function ensure(manager: JetStreamManager, config: StreamConfig): Promise<void> {
  try {
    await manager.streams.add(config) // the same configuration again is no error
  } catch (error) {
    if (!isTaken(error)) throw error
    const { num_replicas: _replicas, max_age: _age, ...ours } = config
    await manager.streams.update(config.name, ours)
  }
}

const nameInUse = 10_058 // stream name already in use with a different configuration

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === nameInUse
}
