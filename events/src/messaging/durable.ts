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
import type { StreamNames } from './stream-names.ts'
import { aPlaceOfItsOwn } from './streams.ts'
import { typeIn } from './subjects.ts'

export type DurableSettings = {
  readonly service: string
  readonly contract: Contract
  readonly names: StreamNames
  readonly types: readonly string[]
  readonly ackWaitMs: number
  readonly maxInFlight: number // messages, over all replicas
  /** False: it is only looked for. */
  readonly admin: boolean
  /** Whose it is: see StreamSettings. */
  readonly owner?: string | undefined
}

/** What a consumer is called that delivers the events of a type from before the service reacted to it. */
export const catchUpName = (service: string, type: string): string => `${service}-${type}`

/**
 * Makes sure that the consumer is there and delivers these types. Those that others want are kept: another replica may be of a later
 * release. Types that come to an existing consumer are delivered from where it stands; what was before gets a consumer of its own, made
 * first, so that none is lost whenever this ends. Deliveries are counted by the service, not limited here. Answers how long
 * the server waits for an acknowledgement, in milliseconds.
 */
export async function ensureDurable(manager: JetStreamManager, settings: DurableSettings): Promise<number> {
  const { service, contract, names, types, ackWaitMs, maxInFlight, admin } = settings
  const limits = { ack_wait: nanos(ackWaitMs), max_ack_pending: maxInFlight, max_deliver: -1 }
  const subjects = types.map((type) => names.subjectsOfType(contract, type))
  const info = await consumerInfo(manager, names, service)
  if (!info) {
    if (!admin) throw new MissingStreamObject(`the consumer ${service} of the stream ${names.events}`)
    const policies = { ack_policy: AckPolicy.Explicit, deliver_policy: DeliverPolicy.All }
    await manager.consumers.add(names.events, {
      ...limits,
      ...policies,
      durable_name: service,
      filter_subjects: subjects,
      ...metadataOf(settings),
    })
    return ackWaitMs
  }
  refuseForeign(info, settings)
  const delivered = subjectsDelivered(info)
  const missing = subjects.filter((subject) => !delivered.includes(subject))
  if (!admin) {
    if (missing.length > 0)
      throw new MissingStreamObject(`${missing.join(', ')} in the consumer ${service} of ${names.events}`)
    return info.config.ack_wait === undefined ? ackWaitMs : info.config.ack_wait / 1e6
  }
  const marked = markedEarlier(info, names)
  for (const subject of new Set([...marked, ...missing])) await addCatchUp(manager, settings, subject)
  const { ack_wait, max_ack_pending, metadata } = info.config
  if (marked.length + missing.length > 0 || ack_wait !== limits.ack_wait || max_ack_pending !== maxInFlight)
    await manager.consumers.update(names.events, service, {
      ...limits,
      filter_subjects: [...delivered, ...missing],
      metadata: { ...metadata, ...metadataOf(settings).metadata, [names.catchUpMark]: '' },
    })
  return ackWaitMs
}

/** Whether the consumer delivers all of these types. Another replica that changed it in the same moment may have taken some out again. */
export async function deliversAll(
  manager: JetStreamManager,
  { service, contract, names, types }: Pick<DurableSettings, 'service' | 'contract' | 'names' | 'types'>,
): Promise<boolean> {
  const info = await consumerInfo(manager, names, service)
  const delivered = new Set(info && subjectsDelivered(info))
  return types.every((type) => delivered.has(names.subjectsOfType(contract, type)))
}

/** Undefined where there is nothing to be caught up of that type, or the service does not receive it yet. */
export async function openCatchUp(
  manager: JetStreamManager,
  { service, contract, names }: Pick<DurableSettings, 'service' | 'contract' | 'names'>,
  type: string,
): Promise<ConsumerInfo | undefined> {
  const info = await consumerInfo(manager, names, catchUpName(service, type))
  if (!info) return undefined
  const main = await consumerInfo(manager, names, service)
  return main && subjectsDelivered(main).includes(names.subjectsOfType(contract, type)) ? info : undefined
}

/** Undefined where there is none of that name. */
export async function consumerInfo(
  manager: JetStreamManager,
  { events }: StreamNames,
  name: string,
): Promise<ConsumerInfo | undefined> {
  try {
    return await manager.consumers.info(events, name)
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === notFound) return undefined
    throw error
  }
}

const notFound = 10_014

async function addCatchUp(manager: JetStreamManager, settings: DurableSettings, subject: string): Promise<void> {
  const { service, contract, names, ackWaitMs } = settings
  const type = typeIn(subject) ?? ''
  if (!contract.events.has(type) || (await consumerInfo(manager, names, catchUpName(service, type)))) return
  await manager.consumers.add(names.events, {
    durable_name: catchUpName(service, type),
    filter_subject: subject,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(ackWaitMs),
    max_deliver: -1,
    ...metadataOf(settings),
  })
}

/** Earlier releases noted subjects, separated by spaces. */
function markedEarlier({ config }: ConsumerInfo, { catchUpMark }: StreamNames): string[] {
  return config.metadata?.[catchUpMark]?.split(' ').filter(Boolean) ?? []
}

function subjectsDelivered({ config: { filter_subject, filter_subjects } }: ConsumerInfo): string[] {
  return filter_subjects ?? (filter_subject ? [filter_subject] : [])
}

function metadataOf({ names, owner }: DurableSettings): { readonly metadata: Record<string, string> } {
  return { metadata: owner === undefined ? {} : { [names.ownerKey]: owner } }
}

function refuseForeign({ name, config }: ConsumerInfo, { names, owner }: DurableSettings): void {
  const theirs = config.metadata?.[names.ownerKey] ?? owner
  const why =
    config.ack_policy !== AckPolicy.Explicit
      ? `has the acknowledgement policy ${config.ack_policy} and not explicit`
      : config.deliver_subject !== undefined
        ? 'pushes its messages'
        : theirs !== owner
          ? `is that of the ${names.ownerKey} "${theirs}" and not of "${owner}" (MONGODB_DATABASE)`
          : undefined
  if (why === undefined) return
  throw new ConfigError([
    `NATS: the consumer ${name} of the stream ${names.events} ${why}: it is another's, and would lose events. ${aPlaceOfItsOwn(names)}, or take that consumer away.`,
  ])
}
