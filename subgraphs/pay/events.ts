/** What pay says about a user's account. `points` (balance) and `spent` (charged less refunded) are those after the event. */
import type { EventOf } from '@shop/events/contract/schemas.ts'
import { z } from 'zod'
import { amount, ofOrder, operation, paymentRejection, quantity, userId } from '@shop/contract/values.ts'

const balance = { points: amount, spent: amount }

export const accountEvents = {
  /** `amount`: points that came, at least 1. */
  PointsAdded: z.object({ userId, operation, amount: quantity, ...balance }),
  /** `amount`: points taken. */
  PaymentApproved: z.object({ ...ofOrder, amount, ...balance }),
  PaymentDeclined: z.object({ ...ofOrder, reason: paymentRejection, ...balance }),
  /** `amount`: points given back; 0 where nothing was charged. */
  PaymentRefunded: z.object({ ...ofOrder, amount, ...balance }),
}

export type AccountEvent = EventOf<typeof accountEvents>
