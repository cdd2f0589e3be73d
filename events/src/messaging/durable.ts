/** The durable consumer of a service, shared by its replicas. */

import {
  AckPolicy,
  type ConsumerInfo,
  DeliverPolicy,
  JetStreamApiError,
  type JetStreamManager,
} from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import { eventsStream } from './streams.ts'

export type DurableSettings = {
  readonly service: string
  readonly subjects: readonly string[]
  readonly ackWaitMs: number
  readonly mostInFlight: number // messages, over all replicas
}

const catchUp = 'shop-catch-up' // in the consumer's metadata: subjects, separated by spaces

/**
 * Makes sure that the consumer is there and delivers these subjects. Those that others want stay: another replica may be of a
 * later release. Subjects that come to an existing consumer are delivered from where it stands; what was before is remembered as
 * to be caught up, in the same step. Answers what is to be caught up. Deliveries are counted by the service, not limited here.
 */
export async function ensureDurable(manager: JetStreamManager, settings: DurableSettings): Promise<readonly string[]> {
  const { service, subjects, ackWaitMs, mostInFlight } = settings
  const common = { ack_wait: nanos(ackWaitMs), max_ack_pending: mostInFlight, max_deliver: -1 }
  const info = await consumerInfo(manager, service)
  if (!info) {
    const policies = { ack_policy: AckPolicy.Explicit, deliver_policy: DeliverPolicy.All }
    await manager.consumers.add(eventsStream, {
      ...common,
      ...policies,
      durable_name: service,
      filter_subjects: [...subjects],
    })
    return []
  }
  const { filter_subjects: delivered = [], metadata = {}, ack_wait, max_ack_pending } = info.config
  const missing = subjects.filter((subject) => !delivered.includes(subject))
  const pending = [...new Set([...pendingIn(info), ...missing])]
  if (missing.length > 0 || ack_wait !== common.ack_wait || max_ack_pending !== mostInFlight) {
    await manager.consumers.update(eventsStream, service, {
      ...common,
      filter_subjects: [...delivered, ...missing],
      metadata: { ...metadata, [catchUp]: pending.join(' ') },
    })
  }
  return pending.filter((subject) => subjects.includes(subject))
}

/** These subjects have been caught up. */
export async function caughtUp(manager: JetStreamManager, service: string, subjects: readonly string[]): Promise<void> {
  const info = await consumerInfo(manager, service)
  if (!info) return // gone meanwhile: the next one begins with everything
  const pending = pendingIn(info).filter((subject) => !subjects.includes(subject))
  const metadata = { ...info.config.metadata, [catchUp]: pending.join(' ') }
  await manager.consumers.update(eventsStream, service, { metadata })
}

function pendingIn({ config }: ConsumerInfo): string[] {
  return config.metadata?.[catchUp]?.split(' ').filter(Boolean) ?? []
}

const notFound = 10_014

async function consumerInfo(manager: JetStreamManager, service: string): Promise<ConsumerInfo | undefined> {
  try {
    return await manager.consumers.info(eventsStream, service)
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === notFound) return undefined
    throw error
  }
}
