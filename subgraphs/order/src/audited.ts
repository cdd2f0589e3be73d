import type { Audited } from '@shop/events/gauges/audit.ts'
import type { Order } from './domain/order.ts'

/** An order's share of the shop's sums: what live ones cost, in points, and hold, in units; and how many there are, by status. */
export function audited(order: Order): Audited {
  if (!order.exists) return { totals: {} }
  const { status, totalPrice, quantity } = order
  const isLive = status === 'CONFIRMED' || status === 'COMPLETED'
  return {
    totals: {
      [`orders_${status.toLowerCase()}`]: 1,
      points_in_orders: isLive ? (totalPrice ?? 0) : 0,
      units_in_orders: isLive ? quantity : 0,
    },
  }
}
