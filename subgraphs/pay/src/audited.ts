import type { Audited } from '@shop/events/gauges/audit.ts'
import type { Account } from './domain/account.ts'

/** An account's share of the shop's sums, in points. Points are neither made nor lost: every point that was added is free or spent. */
export function audited({ added, points, spent }: Account): Audited {
  return {
    totals: { points_added: added, points_free: points, points_spent: spent },
    broken: points + spent === added && points >= 0 && spent >= 0 ? [] : ['points'],
  }
}
