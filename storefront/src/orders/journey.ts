import type { DeliveryFieldsFragment, DeliveryStatus } from '../generated/graphql.ts'

/** A parcel's way, in order. */
export const WAY = ['PREPARING', 'SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED'] as const

type Stop = { readonly status: DeliveryStatus; readonly at: string | undefined }

/** What it has been through with its times, and what is still before it. */
export function journey({ status, history }: Pick<DeliveryFieldsFragment, 'status' | 'history'>): readonly Stop[] {
  if (status === 'CANCELLED') return history
  return WAY.map((stop) => ({ status: stop, at: history.find((step) => step.status === stop)?.at }))
}

export function nextStop(status: DeliveryStatus): DeliveryStatus | undefined {
  const at = WAY.findIndex((stop) => stop === status)
  return at < 0 ? undefined : WAY[at + 1]
}
