/** The mutations of customers and admins. GraphQL input in, an order or an error out; the rules are the domain's. */
import type { OrderEvent } from '../events.ts'
import { operationFor } from '@shop/events/operations.ts'
import type { Participant } from '@shop/events/participant.ts'
import { requireRole } from '@shop/platform/caller.ts'
import type { RequestContext } from '@shop/subgraph-server/context.ts'
import { notFound, refusal } from '@shop/platform/errors.ts'
import { checked, chosenId, idempotencyKey, isUuidV7, text, whole } from '@shop/subgraph-server/inputs.ts'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { Order, OrderCommand, OrderRefusal, PlacedOrder } from './domain/order.ts'
import type { CancelOrderInput, PlaceOrderInput } from './generated/graphql.ts'
import type { OrderStore } from './store.ts'
import { actsFor } from './visibility.ts'

export type OrderCommands = Participant<Order, OrderCommand, OrderEvent, OrderRefusal> & {
  /** Throws where no more orders are taken on now. */
  readonly admit: () => void
}

const PlaceOrder = z.object({
  productId: chosenId,
  quantity: whole(1),
  address: text(1, 500),
  expectedUnitPrice: whole(0).nullish(),
  idempotencyKey: idempotencyKey.nullish(),
})
const CancelOrder = z.object({ orderId: z.string(), reason: text(0, 500).nullish() })

/** Stores a PENDING order of the caller; the saga starts from there. Role: customer. SERVICE_UNAVAILABLE where it is far behind. */
export async function placeOrder(
  { aggregates, keys, admit }: OrderCommands,
  input: PlaceOrderInput,
  { caller, deadline, traceparent }: RequestContext,
): Promise<PlacedOrder> {
  const login = requireRole(caller, 'customer')
  const { productId, quantity, address, expectedUnitPrice = null, idempotencyKey } = checked(PlaceOrder, input, 'input')
  admit()
  const request = { productId, quantity, address, expectedUnitPrice }
  const { operation, isNew } = await operationFor(keys, login, idempotencyKey, request)
  const command = { type: 'PlaceOrder', operation, userId: login.userId, ...request } as const
  const { state } = await aggregates.execute(operation, command, { deadline, traceparent, expectsNew: isNew })
  if (!state.exists) throw new Error(`order ${operation} was placed, and is not there`)
  return state
}

/** Requests the cancellation of one's own order, or, as an admin, of any. Role: customer or admin. */
export async function cancelOrder(
  { aggregates }: OrderCommands,
  store: OrderStore,
  input: CancelOrderInput,
  { caller, deadline, traceparent }: RequestContext,
): Promise<PlacedOrder> {
  requireRole(caller, 'customer', 'admin')
  const { orderId, reason = null } = checked(CancelOrder, input, 'input')
  const missing = () => notFound('order', 'input.orderId', orderId)
  const [found] = isUuidV7(orderId) ? await store.byIds([orderId]) : []
  if (!found || !actsFor(caller, found.state.userId)) throw missing()
  const command = { type: 'CancelOrder', operation: uuidv7(), reason } as const
  const { state, refused } = await aggregates.execute(orderId, command, { deadline, traceparent })
  if (refused?.refused === 'ORDER_NOT_CANCELLABLE') {
    const message = `input.orderId: the order cannot be cancelled. ${refused.detail ?? ''}`.trim()
    throw refusal('ORDER_NOT_CANCELLABLE', message, { argument: 'input.orderId' })
  }
  if (refused || !state.exists) throw missing()
  return state
}
