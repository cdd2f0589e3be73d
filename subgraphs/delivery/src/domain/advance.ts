import type { DeliveryEvent } from '../../events.ts'
import type { DeliveryStatus } from '@shop/contract/values.ts'
import { type Delivery, type DeliveryCommand, type DeliveryRefusal, shown } from './delivery.ts'

/** The way of a parcel, one status after the other. */
const way = [
  'PREPARING',
  'SHIPPED',
  'IN_TRANSIT',
  'OUT_FOR_DELIVERY',
  'DELIVERED',
] as const satisfies readonly DeliveryStatus[]

/** Forward only; statuses on the way may be left out. To the present one: nothing changes. */
export function advance(
  delivery: Delivery,
  { operation, to }: Extract<DeliveryCommand, { type: 'AdvanceDelivery' }>,
): readonly DeliveryEvent[] | DeliveryRefusal {
  const seen = shown(delivery)
  if (!seen) return { refused: 'NOT_FOUND', detail: delivery.orderId }
  const { status, orderId, userId, productId, quantity } = seen
  const here = way.findIndex((each) => each === status)
  const there = to === undefined ? here + 1 : way.findIndex((each) => each === to)
  const next = way[there]
  if (here < 0 || next === undefined || there < here) {
    const detail = `from ${status}${to === undefined ? '' : ` to ${to}`}`
    return { refused: 'DELIVERY_NOT_ADVANCEABLE', detail }
  }
  if (there === here || next === 'PREPARING') return []
  return [{ type: 'DeliveryAdvanced', orderId, userId, productId, quantity, operation, status: next }]
}
