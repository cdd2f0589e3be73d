import { operation, ofOrder } from '@shop/contract/examples.ts'
import type { accountEvents } from './events.ts'

const balance = { points: 989_999, spent: 10_000 }

/** A valid one of each event. */
export const accountExamples: { readonly [Type in keyof typeof accountEvents]: object } = {
  PointsAdded: { userId: 'ann', operation, amount: 999_999, ...balance },
  PaymentApproved: { ...ofOrder, amount: 10_000, ...balance },
  PaymentDeclined: { ...ofOrder, reason: 'INSUFFICIENT_POINTS', ...balance },
  PaymentRefunded: { ...ofOrder, amount: 10_000, ...balance },
}
