import type { Envelope } from '@shop/contract/catalog.ts'
import type { DeliveryStatus } from '@shop/contract/values.ts'
import type { UpdateStep } from '@shop/events/feed/updates.ts'
import { type Delivery, shown } from './domain/delivery.ts'

export type DeliveryUpdateSource = DeliveryUpdateStep & { readonly cursor: string }
type DeliveryUpdateStep = { readonly orderId: string; readonly status: DeliveryStatus; readonly at: string }

const isFinal = (status: DeliveryStatus): boolean => status === 'DELIVERED' || status === 'CANCELLED'

/** Where there is no delivery yet there is no update; where there will be none, the stream ends. */
export function ofPresent(delivery: Delivery): UpdateStep<DeliveryUpdateStep> {
  const { orderId, progress } = delivery
  if (progress.phase === 'withdrawn' || progress.phase === 'ruledOut') return { update: undefined, last: true }
  const seen = shown(delivery)
  const at = seen?.history.at(-1)?.at
  const hidden = progress.phase === 'prepared' && isFinal(progress.status) // ended before its address had come
  if (!seen || at === undefined) return { update: undefined, last: hidden }
  return { update: { orderId, status: seen.status, at }, last: isFinal(seen.status) }
}

export function ofEvent(envelope: Envelope): UpdateStep<DeliveryUpdateStep> {
  switch (envelope.type) {
    case 'DeliveryRequested':
    case 'DeliveryPrepared':
    case 'DeliveryAdvanced':
      return updateStep(envelope, envelope.data.status)
    case 'DeliveryCancelled':
      return { ...updateStep(envelope, envelope.data.status), last: true }
    case 'DeliveryRuledOut':
      return { update: undefined, last: true }
    default:
      return { update: undefined, last: false }
  }
}

function updateStep(
  { aggregateId, occurredAt }: Envelope,
  status: DeliveryStatus | null,
): UpdateStep<DeliveryUpdateStep> {
  if (status === null) return { update: undefined, last: false }
  return { update: { orderId: aggregateId, status, at: occurredAt }, last: isFinal(status) }
}
