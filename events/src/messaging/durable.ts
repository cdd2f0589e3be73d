/**
 * The durable consumers of a service, shared by its replicas: one named like the service, and, for each event type that it has come to
 * react to later, one named <service>-<Type> until the events that were there before are caught up.
 */

import {
  AckPolicy,
  type ConsumerInfo,
  DeliverPolicy,
  JetStreamApiError,
  type JetStreamManager,
} from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import { ConfigError } from '@shop/platform/config.ts'
import type { Contract } from '../contract/contract.ts'
import { MissingStreamObject } from './missing.ts'
import { eventsStream } from './streams.ts'
import { subjectsOfType, typeIn } from './subjects.ts'

export type DurableSettings = {
  readonly service: string
  readonly contract: Contract
  readonly types: readonly string[]
  readonly ackWaitMs: number
  readonly mostInFlight: number // messages, over all replicas
  /** False: it is only looked for. */
  readonly admin: boolean
}

/** Where earlier releases noted what is to be caught up: subjects, separated by spaces, in the consumer's metadata. */
const earlierMark = 'shop-catch-up'

export const catchUpName = (service: string, type: string): string => `${service}-${type}`

/**
 * Makes sure that the consumer is there and delivers these types. Those that others want stay: another replica may be of a later
 * release. Types that come to an existing consumer are delivered from where it stands; what was before gets a consumer of its own, made
 * first, so that none is forgotten whenever this ends. Deliveries are counted by the service, not limited here. Answers how long
 * the server waits for an acknowledgement, in milliseconds.
 */
export async function ensureDurable(manager: JetStreamManager, settings: DurableSettings): Promise<number> {
  const { service, contract, types, ackWaitMs, mostInFlight, admin } = settings
  const limits = { ack_wait: nanos(ackWaitMs), max_ack_pending: mostInFlight, max_deliver: -1 }
  const subjects = types.map((type) => subjectsOfType(contract, type))
  const info = await consumerInfo(manager, service)
  if (!info) {
    if (!admin) throw new MissingStreamObject(`the consumer ${service} of the stream ${eventsStream}`)
    const policies = { ack_policy: AckPolicy.Explicit, deliver_policy: DeliverPolicy.All }
    await manager.consumers.add(eventsStream, {
      ...limits,
      ...policies,
      durable_name: service,
      filter_subjects: subjects,
    })
    return ackWaitMs
  }
  refuseForeign(info)
  const delivered = subjectsDelivered(info)
  const missing = subjects.filter((subject) => !delivered.includes(subject))
  if (!admin) {
    if (missing.length > 0)
      throw new MissingStreamObject(`${missing.join(', ')} in the consumer ${service} of ${eventsStream}`)
    return info.config.ack_wait === undefined ? ackWaitMs : info.config.ack_wait / 1e6
  }
  const marked = markedEarlier(info)
  for (const subject of new Set([...marked, ...missing])) await addCatchUp(manager, settings, subject)
  const { ack_wait, max_ack_pending, metadata } = info.config
  if (marked.length + missing.length > 0 || ack_wait !== limits.ack_wait || max_ack_pending !== mostInFlight)
    await manager.consumers.update(eventsStream, service, {
      ...limits,
      filter_subjects: [...delivered, ...missing],
      metadata: { ...metadata, [earlierMark]: '' },
    })
  return ackWaitMs
}

/** Undefined where there is nothing to be caught up of that type, or the service is not told of it yet. */
export async function openCatchUp(
  manager: JetStreamManager,
  { service, contract }: Pick<DurableSettings, 'service' | 'contract'>,
  type: string,
): Promise<ConsumerInfo | undefined> {
  const info = await consumerInfo(manager, catchUpName(service, type))
  if (!info) return undefined
  const main = await consumerInfo(manager, service)
  return main && subjectsDelivered(main).includes(subjectsOfType(contract, type)) ? info : undefined
}

export async function consumerInfo(manager: JetStreamManager, name: string): Promise<ConsumerInfo | undefined> {
  try {
    return await manager.consumers.info(eventsStream, name)
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === notFound) return undefined
    throw error
  }
}

const notFound = 10_014

async function addCatchUp(
  manager: JetStreamManager,
  { service, contract, ackWaitMs }: DurableSettings,
  subject: string,
): Promise<void> {
  const type = typeIn(subject) ?? ''
  if (!contract.events.has(type) || (await consumerInfo(manager, catchUpName(service, type)))) return
  await manager.consumers.add(eventsStream, {
    durable_name: catchUpName(service, type),
    filter_subject: subject,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(ackWaitMs),
    max_deliver: -1,
  })
}

function markedEarlier({ config }: ConsumerInfo): string[] {
  return config.metadata?.[earlierMark]?.split(' ').filter(Boolean) ?? []
}

function subjectsDelivered({ config: { filter_subject, filter_subjects } }: ConsumerInfo): string[] {
  return filter_subjects ?? (filter_subject ? [filter_subject] : [])
}

function refuseForeign({ name, config }: ConsumerInfo): void {
  const why =
    config.ack_policy !== AckPolicy.Explicit
      ? `has the acknowledgement policy ${config.ack_policy} and not explicit`
      : config.deliver_subject !== undefined
        ? 'pushes its messages'
        : undefined
  if (why === undefined) return
  throw new ConfigError([
    `NATS: the consumer ${name} of the stream ${eventsStream} ${why}: it is not this shop's, and would lose events. Take it away, or give this shop a NATS account of its own (NATS_URL).`,
  ])
}
