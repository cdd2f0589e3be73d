/** The mutations of carriers. GraphQL input in, a delivery or an error out; the rules are the domain's. */
import type { DeliveryEvent } from '../events.ts'
import type { Participant } from '@shop/events/participant.ts'
import { requireRole } from '@shop/platform/caller.ts'
import type { RequestContext } from '@shop/subgraph-server/context.ts'
import { notFound, refusal } from '@shop/platform/errors.ts'
import { isUuidV7 } from '@shop/subgraph-server/inputs.ts'
import { v7 as uuidv7 } from 'uuid'
import {
  type Delivery,
  type DeliveryCommand,
  type DeliveryRefusal,
  type ShownDelivery,
  shown,
} from './domain/delivery.ts'
import type { AdvanceDeliveryInput } from './generated/graphql.ts'

export type Deliveries = Participant<Delivery, DeliveryCommand, DeliveryEvent, DeliveryRefusal>

export async function advanceDelivery(
  { aggregates }: Deliveries,
  { orderId, to }: AdvanceDeliveryInput,
  { caller, deadline, traceparent }: RequestContext,
): Promise<ShownDelivery> {
  requireRole(caller, 'carrier', 'admin')
  const missing = () => notFound('delivery of the order', 'input.orderId', orderId)
  if (!isUuidV7(orderId)) throw missing()
  const command = { type: 'AdvanceDelivery', operation: uuidv7(), to: to ?? undefined } as const
  const { state, refused } = await aggregates.execute(orderId, command, { deadline, traceparent })
  if (refused?.refused === 'DELIVERY_NOT_ADVANCEABLE') {
    const message = `input.to: the delivery cannot be advanced ${refused.detail ?? ''}`
    throw refusal('DELIVERY_NOT_ADVANCEABLE', message, { argument: 'input.to' })
  }
  const delivery = shown(state)
  if (refused || !delivery) throw missing()
  return delivery
}
