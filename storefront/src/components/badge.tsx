import type { DeliveryStatus, OrderStatus } from '../generated/graphql.ts'
import { useText } from '../language/language.tsx'

type Tone = 'neutral' | 'active' | 'good' | 'bad'

const ORDER: Readonly<Record<OrderStatus, Tone>> = {
  PENDING: 'active',
  CONFIRMED: 'good',
  COMPLETED: 'good',
  REJECTED: 'bad',
  CANCELLING: 'active',
  CANCELLED: 'neutral',
}
const DELIVERY: Readonly<Record<DeliveryStatus, Tone>> = {
  PREPARING: 'active',
  SHIPPED: 'active',
  IN_TRANSIT: 'active',
  OUT_FOR_DELIVERY: 'active',
  DELIVERED: 'good',
  CANCELLED: 'neutral',
}

export function OrderBadge({ status }: { readonly status: OrderStatus }) {
  const t = useText()
  return <span className={`badge badge-${ORDER[status]}`}>{t(`order.status.${status}`)}</span>
}

export function DeliveryBadge({ status }: { readonly status: DeliveryStatus }) {
  const t = useText()
  return <span className={`badge badge-${DELIVERY[status]}`}>{t(`delivery.status.${status}`)}</span>
}
