/** What delivery does about the saga's events. PROTOCOL.md has the table in words. */
import type { ContractReactions } from '@shop/contract/catalog.ts'
import type { DeliveryCommand } from './domain/delivery.ts'

export const reactions: ContractReactions<DeliveryCommand> = {
  OrderPlaced: ({ orderId, userId, productId, quantity, address }) => ({
    to: orderId,
    command: { type: 'NoteOrder', operation: 'OrderPlaced', userId, productId, quantity, address },
    expectsNew: true,
    isDeferrable: true, // for the payment, mostly, which takes it along
  }),
  PaymentApproved: ({ orderId, userId, productId, quantity }) => ({
    to: orderId,
    command: { type: 'PrepareDelivery', operation: 'PaymentApproved', userId, productId, quantity },
  }),
  CancellationRequested: ({ orderId, userId, productId, quantity, requestId, by }) => ({
    to: orderId,
    command: { type: 'CancelDelivery', operation: requestId, by, userId, productId, quantity },
  }),
  OrderStatusChanged: ({ orderId, userId, productId, quantity, status }) =>
    status === 'REJECTED' || status === 'CANCELLED'
      ? {
          to: orderId,
          command: { type: 'RuleOut', operation: 'OrderStatusChanged', userId, productId, quantity },
          isDeferrable: true,
        }
      : undefined,
}
