import type { Audited } from '@shop/events/gauges/audit.ts'
import type { OrderReview } from './domain/review.ts'

/** A review before the delivery is refused. */
export function audited({ invited, written }: OrderReview): Audited {
  return { totals: { reviews_written: written ? 1 : 0 }, broken: written && !invited ? ['invited'] : [] }
}
