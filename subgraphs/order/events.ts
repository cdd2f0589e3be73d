/** The order service's events. PROTOCOL.md says who reacts, and how. */
import type { EventOf } from '@shop/events/contract/schemas.ts'
import { z } from 'zod'
import {
  address,
  amount,
  canceller,
  moment,
  ofOrder,
  operation,
  orderStatus,
  REASON_MAX,
  rejection,
  requestId,
} from '@shop/contract/values.ts'

/** One line of an order's timeline: what the saga did, who said so, and when that happened. */
export const sagaStep = z.object({
  service: z.enum(['order', 'inventory', 'pay', 'delivery']),
  event: z.string().min(1).max(64),
  at: moment,
  detail: z.string().max(REASON_MAX).nullable(),
})

/** Absolute: the order as it is after the event. Points for one unit and for all of them; null until stock is reserved. */
const prices = { unitPrice: amount.nullable(), totalPrice: amount.nullable() }

/** The order after it noted a step. */
const noted = z.object({
  ...ofOrder,
  ...prices,
  operation,
  status: orderStatus,
  rejection: rejection.nullable(),
  cancellationRefused: z.string().max(REASON_MAX).nullable(),
  /** What pay has answered, as far as its events have arrived. */
  payment: z.enum(['approved', 'declined']).nullable(),
  /** `prepared`: there is a delivery; `delivered`: it has arrived. As far as the events have. */
  delivery: z.enum(['prepared', 'delivered']).nullable(),
  step: sagaStep,
})

export const orderEvents = {
  OrderPlaced: z.object({
    ...ofOrder,
    status: z.literal('PENDING'),
    address,
    /** Points for one unit that the buyer agreed to; null: whatever it costs. */
    expectedUnitPrice: amount.nullable(),
  }),
  /** A step was noted, and the status is what it was. */
  OrderNoted: noted,
  /** A step was noted, and the status is another now. */
  OrderStatusChanged: noted,
  CancellationRequested: z.object({
    ...ofOrder,
    ...prices,
    status: z.literal('CANCELLING'),
    requestId,
    by: canceller,
    reason: z.string().max(REASON_MAX).nullable(),
  }),
}

export type SagaStep = Readonly<z.infer<typeof sagaStep>>

export type OrderEvent = EventOf<typeof orderEvents>
