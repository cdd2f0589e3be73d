/** Who may see what of an order. For everybody else it is not there. */
import { type Caller, hasRole, isUser } from '@shop/platform/caller.ts'
import { isClosed } from './domain/order.ts'
import type { StoredState } from './store.ts'

export const actsFor = (caller: Caller, userId: string): boolean => isUser(caller, userId) || hasRole(caller, 'admin')

/** The buyer and admins see all of it; a carrier sees one that has a delivery, without prices and details. */
export function maySee(caller: Caller, order: StoredState): boolean {
  return actsFor(caller, order.userId) || (hasRole(caller, 'carrier') && order.delivery !== null)
}

/**
 * The same for one that was reached through something else. A carrier comes from a delivery, whose event may reach the order a
 * moment later than the carrier: an open order is let through.
 */
export function mayReach(caller: Caller, order: StoredState): boolean {
  return maySee(caller, order) || (hasRole(caller, 'carrier') && !isClosed(order.status))
}
