/** The buyer of a delivered order is invited to review it. */
import type { ContractReactions } from '@shop/contract/catalog.ts'
import type { ReviewCommand } from './domain/review.ts'

export const reactions: ContractReactions<ReviewCommand> = {
  DeliveryAdvanced: ({ orderId, userId, productId, quantity, status }) =>
    status === 'DELIVERED'
      ? {
          to: orderId,
          command: { type: 'Invite', operation: 'DeliveryAdvanced', userId, productId, quantity },
          expectsNew: true,
        }
      : undefined,
}
