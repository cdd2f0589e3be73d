/** What is said about the review of an order. */
import { ofOrder, operation } from '@shop/contract/values.ts'
import type { EventOf } from '@shop/events/contract/schemas.ts'
import { z } from 'zod'

export const reviewEvents = {
  /** The order has arrived: its buyer may write. */
  ReviewInvited: z.object(ofOrder),
  ReviewWritten: z.object({ ...ofOrder, operation, stars: z.int().min(1).max(5), text: z.string().min(1).max(500) }),
}

export type ReviewEvent = EventOf<typeof reviewEvents>
