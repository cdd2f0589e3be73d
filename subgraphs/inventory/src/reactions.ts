/** What inventory does about the saga's events. PROTOCOL.md has the table in words. */
import type { ContractReactions } from '@shop/contract/catalog.ts'
import type { ProductCommand } from './domain/product.ts'

export const reactions: ContractReactions<ProductCommand> = {
  OrderPlaced: ({ orderId: operation, userId, productId, quantity, expectedUnitPrice }) => ({
    to: productId,
    command: { type: 'ReserveStock', operation, userId, quantity, expectedUnitPrice },
  }),
  PaymentDeclined: ({ orderId: operation, userId, productId, quantity, reason }) => ({
    to: productId,
    command: { type: 'ReleaseStock', operation, userId, quantity, reason },
  }),
  PaymentRefunded: ({ orderId: operation, userId, productId, quantity }) => ({
    to: productId,
    command: { type: 'RestoreStock', operation, userId, quantity },
  }),
}
