/** How each service is: what its replicas say, how far its consumer is behind, and what stands among its dead letters. */
import { consumerInfo } from '@shop/events/messaging/durable.ts'
import { deadLetterCounts } from '@shop/events/messaging/dead-letter-counts.ts'
import type { LateStreams } from '@shop/events/messaging/late-streams.ts'
import { queryReplicas } from '@shop/events/messaging/presence.ts'
import type { ReplicaStatus } from '@shop/events/messaging/replica-status.ts'
import type { BrokenInvariant, ServiceState } from './generated/graphql.ts'

/** Their checks of MongoDB and NATS are cut short after two seconds. */
const replicasAnswerWithinMs = 2_500

export type ServicesSeen = {
  readonly services: readonly ServiceState[]
  readonly brokenInvariants: readonly BrokenInvariant[]
}

export type ServiceQuery = {
  readonly streams: Pick<LateStreams, 'nats' | 'manager' | 'names'>
  /** Their names. */
  readonly services: readonly string[]
  readonly withinMs?: number
}

export async function lookAtServices({
  streams,
  services,
  withinMs = replicasAnswerWithinMs,
}: ServiceQuery): Promise<ServicesSeen> {
  const letters = deadLetterCounts(streams).catch(() => undefined)
  const seen = await Promise.all(
    services.map(async (name) => {
      const [replicas, lag, counts] = await Promise.all([
        queryReplicas(streams.nats, streams.names.presenceOf(name), withinMs),
        lagOf(streams, name),
        letters,
      ])
      return { state: stateOf(name, replicas, lag, counts), broken: brokenIn(name, replicas) }
    }),
  )
  return {
    services: seen.map(({ state }) => state),
    brokenInvariants: seen.flatMap(({ broken }) => broken),
  }
}

function stateOf(
  name: string,
  replicas: readonly ReplicaStatus[],
  consumerLag: number | null,
  counts: ReadonlyMap<string, number> | undefined,
): ServiceState {
  const ages = replicas.map(({ outboxAgeSeconds }) => outboxAgeSeconds).filter((age) => age !== null)
  return {
    name,
    replicas: replicas.length,
    ready: replicas.length > 0 && replicas.every(({ ready }) => ready),
    missing: [...new Set(replicas.flatMap(({ missing }) => missing))].toSorted(),
    consumerLag,
    outboxAgeSeconds: ages.length > 0 ? Math.max(...ages) : null,
    deadLetters: counts ? (counts.get(name) ?? 0) : null,
  }
}

/** Replicas look through the same documents, one a little later than the other: the worst figure counts. */
function brokenIn(service: string, replicas: readonly ReplicaStatus[]): BrokenInvariant[] {
  const worst = new Map<string, number>()
  for (const { broken } of replicas)
    for (const [invariant, documents] of Object.entries(broken))
      worst.set(invariant, Math.max(documents, worst.get(invariant) ?? 0))
  return [...worst].map(([invariant, documents]) => ({ service, invariant, documents })).toSorted(byInvariant)
}

function byInvariant(a: BrokenInvariant, b: BrokenInvariant): number {
  return a.invariant < b.invariant ? -1 : 1
}

async function lagOf({ manager, names }: ServiceQuery['streams'], service: string): Promise<number | null> {
  try {
    const info = await consumerInfo(manager, names, service)
    return info ? info.num_pending + info.num_ack_pending : null
  } catch {
    return null
  }
}
