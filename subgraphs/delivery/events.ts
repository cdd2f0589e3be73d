/**
 * What the delivery service says about the delivery of an order. `status` is what may be shown after the event;
 * null: there is nothing to show (not prepared, or its address has not come yet).
 */
import type { EventOf } from '@shop/events/contract/schemas.ts'
import { z } from 'zod'
import { address, deliveryStatus, ofOrder, operation, REASON_MAX, requestId } from '@shop/contract/values.ts'

const shown = { status: deliveryStatus.nullable() }

export const deliveryEvents = {
  /** Owner and address are known. `status` is not null where the payment came first. */
  DeliveryRequested: z.object({ ...ofOrder, ...shown, address }),
  DeliveryPrepared: z.object({ ...ofOrder, ...shown }),
  DeliveryAdvanced: z.object({ ...ofOrder, operation, status: deliveryStatus.exclude(['PREPARING', 'CANCELLED']) }),
  /** Names the request that came too late. */
  CancellationRefused: z.object({ ...ofOrder, ...shown, requestId, reason: z.string().min(1).max(REASON_MAX) }),
  /** `prepared` false: a tombstone; there was no delivery, and there will be none. */
  DeliveryCancelled: z.object({ ...ofOrder, ...shown, requestId, prepared: z.boolean() }),
  /** The order closed without a delivery: there will be none. */
  DeliveryRuledOut: z.object({ ...ofOrder, status: z.null() }),
}

export type DeliveryEvent = EventOf<typeof deliveryEvents>
