/** Who may see a delivery: whoever ordered it, carriers and admins. For everybody else it is not there. */
import { type Caller, hasRole, isUser } from '@shop/platform/caller.ts'
import type { OrderRef } from './domain/delivery.ts'

export function maySee(caller: Caller, order: Pick<OrderRef, 'userId'>): boolean {
  return isUser(caller, order.userId) || hasRole(caller, 'carrier') || hasRole(caller, 'admin')
}
