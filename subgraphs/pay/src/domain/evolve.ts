import type { AccountEvent } from '../../events.ts'
import type { Account, AccountOperation } from './account.ts'

/**
 * Also folds the events of one operation alone, from an untouched account: the record of an evicted operation is then right,
 * though the balance around it is not.
 */
export function evolve(account: Account, event: AccountEvent): Account {
  switch (event.type) {
    case 'PointsAdded': {
      const known = { ...account, exists: true, added: account.added + event.amount }
      return settle(known, event.operation, { step: 'added' }, event)
    }
    case 'PaymentApproved':
      return settle(account, event.orderId, { step: 'charged', amount: event.amount }, event)
    case 'PaymentDeclined':
      return settle(account, event.orderId, { step: 'declined' }, event)
    case 'PaymentRefunded': {
      const wasCharged = account.operations[event.orderId]?.step === 'charged'
      return settle(account, event.orderId, { step: wasCharged ? 'refunded' : 'withdrawn' }, event)
    }
  }
}

/** The balance as the event says it is, and the operation's record. */
type Balance = { readonly points: number; readonly spent: number }
function settle(account: Account, operation: string, record: AccountOperation, { points, spent }: Balance): Account {
  return { ...account, points, spent, operations: { ...account.operations, [operation]: record } }
}
