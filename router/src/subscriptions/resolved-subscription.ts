import type { Subscription } from '../executor.ts'
import type { ClientContext } from '../request/client-context.ts'
import { callerKey } from '../request/client-context.ts'
import type { Variant } from '../operations/operation.ts'
import { RequestError } from '../operations/request-error.ts'
import type { AcceptedRequest } from '../operations/accept.ts'
import { refuseUnplannable } from '../operations/run.ts'
import type { UpstreamSubscription } from './resumable.ts'
import { resumable } from './resumable.ts'

/** What a client's subscription is in one supergraph. */
export type ResolvedSubscription = {
  readonly accepted: AcceptedRequest
  readonly variant: Variant
  readonly subscription: Subscription
  readonly upstream: UpstreamSubscription
  /** The request to the subgraph; undefined also where it sends everyone the same. */
  readonly authorization: string | undefined
  /** The schema or a setting says that everyone is sent the same. */
  readonly isShared: boolean
}

const upstreams = new WeakMap<Subscription, UpstreamSubscription>()

/**
 * Rejects with a RequestError where the operation may not run.
 * @param sharedFields subscription fields that send everyone the same, besides those whose schema says so
 */
export async function resolveSubscription(
  accepted: AcceptedRequest,
  clientContext: ClientContext,
  sharedFields: ReadonlySet<string>,
): Promise<ResolvedSubscription> {
  const { operation, variables, generation } = accepted
  const refusals = operation.rootRefusals(clientContext.caller)
  if (refusals.length > 0) throw new RequestError(403, refusals)
  const planning = { labels: clientContext.labels, callerKey: callerKey(clientContext) }
  const variant = await operation.variant(clientContext.caller, planning).catch(refuseUnplannable)
  if (variant.prepared.kind !== 'subscription') throw new TypeError('only subscriptions are subscribed to')
  const subscription = await variant.prepared.subscriptionFor(variables, planning).catch(refuseUnplannable)
  const shared = generation.supergraph.sharedSubscriptions
  const isShared = operation.rootFields().every(({ name }) => shared.has(name.value) || sharedFields.has(name.value))
  return {
    accepted,
    variant,
    subscription,
    upstream: upstreamOf(subscription, accepted),
    authorization: isShared ? undefined : clientContext.authorization,
    isShared,
  }
}

/** Whether both are answered by the same stream of a subgraph. */
export function haveSameUpstream(one: ResolvedSubscription, other: ResolvedSubscription): boolean {
  const isSame = (key: 'service' | 'query'): boolean => one.upstream[key] === other.upstream[key]
  return isSame('service') && isSame('query') && one.authorization === other.authorization
}

function upstreamOf(subscription: Subscription, { generation }: AcceptedRequest): UpstreamSubscription {
  const known = upstreams.get(subscription)
  if (known) return known
  const { primary } = subscription
  const upstream = resumable(primary, generation.supergraph.resumableSubscriptions)
  upstreams.set(subscription, upstream)
  return upstream
}
