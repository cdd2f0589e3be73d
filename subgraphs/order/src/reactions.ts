/**
 * The order notes every step of the other services. They do not wait for that, so an order's steps are stored together, and
 * with those of others. PROTOCOL.md has the table in words.
 */
import type { Reaction } from '@shop/events/reactions.ts'
import type { ContractReactions } from '@shop/contract/catalog.ts'
import type { Fact, OrderCommand } from './domain/order.ts'

export const reactions: ContractReactions<OrderCommand> = {
  StockReserved: noting(({ unitPrice, totalPrice }) => ({ event: 'StockReserved', unitPrice, totalPrice })),
  StockRejected: noting(({ reason }) => ({ event: 'StockRejected', reason })),
  StockReleased: noting(({ units, reason }) => ({ event: 'StockReleased', units, reason })),
  StockRestored: noting(({ units }) => ({ event: 'StockRestored', units })),
  PaymentApproved: noting(({ amount }) => ({ event: 'PaymentApproved', amount })),
  PaymentDeclined: noting(({ reason }) => ({ event: 'PaymentDeclined', reason })),
  PaymentRefunded: noting(({ amount }) => ({ event: 'PaymentRefunded', amount })),
  DeliveryPrepared: noting(() => ({ event: 'DeliveryPrepared' })),
  DeliveryAdvanced: noting(({ status }) => ({ event: 'DeliveryAdvanced', status })),
  DeliveryCancelled: noting(({ prepared }) => ({ event: 'DeliveryCancelled', prepared })),
  CancellationRefused: noting(({ requestId, reason }) => ({ event: 'CancellationRefused', requestId, reason })),
}

type WithOrderId = { readonly orderId: string }
type EventTime = { readonly occurredAt: string }
function noting<Data extends WithOrderId>(
  fact: (event: Data) => Fact,
): (event: Data, envelope: EventTime) => Reaction<OrderCommand> {
  return (event, { occurredAt }) => {
    const noted = fact(event)
    const command = { type: 'NoteStep', operation: stepId(noted), at: occurredAt, fact: noted } as const
    return { to: event.orderId, command, isDeferrable: true }
  }
}

/** A step is noted once; of an advance and of a refusal there may be several. */
function stepId(fact: Fact): string {
  if (fact.event === 'DeliveryAdvanced') return `DeliveryAdvanced.${fact.status}`
  if (fact.event === 'CancellationRefused') return `CancellationRefused.${fact.requestId}`
  return fact.event
}
