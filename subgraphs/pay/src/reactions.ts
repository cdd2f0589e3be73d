/** What pay does about the saga's events. PROTOCOL.md has the table in words. */
import type { ContractReactions } from '@shop/contract/catalog.ts'
import type { AccountCommand } from './domain/account.ts'

export const reactions: ContractReactions<AccountCommand> = {
  StockReserved: ({ orderId: operation, userId, productId, quantity, unitPrice }) => ({
    to: userId,
    command: { type: 'ChargePoints', operation, productId, quantity, unitPrice },
  }),
  DeliveryCancelled: ({ orderId: operation, userId, productId, quantity }) => ({
    to: userId,
    command: { type: 'RefundPoints', operation, productId, quantity },
  }),
}
