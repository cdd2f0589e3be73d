import type { AccountEvent } from '../../events.ts'
import type { PaymentRejection } from '@shop/contract/values.ts'
import type { Decider } from '@shop/events/decider.ts'
import type { Account, AccountCommand, AccountOperation, AccountRefusal } from './account.ts'

export const account: Decider<Account, AccountCommand, AccountEvent, AccountRefusal> = {
  aggregate: 'account',
  initial: (userId) => ({ exists: false, userId, points: 0, spent: 0, added: 0, operations: {} }),
  decide,
  evolve,
}

const INT_MAX = 2_147_483_647 // GraphQL's Int

/** No events: it was done before, and the account's last event of that operation says how it went. */
function decide(account: Account, command: AccountCommand): readonly AccountEvent[] | AccountRefusal {
  switch (command.type) {
    case 'AddPoints':
      return addPoints(account, command)
    case 'ChargePoints':
      return chargePoints(account, command)
    case 'RefundPoints':
      return refundPoints(account, command)
  }
}

function addPoints(account: Account, { operation, amount }: AccountCommandOf<'AddPoints'>): AccountDecision {
  if (account.operations[operation]) return []
  if (account.added + amount > INT_MAX) {
    return {
      refused: 'POINTS_TOO_MANY',
      detail: `${account.added} points were added before, at most ${INT_MAX} can be`,
    }
  }
  const { userId, points, spent } = account
  return [{ type: 'PointsAdded', userId, operation, amount, points: points + amount, spent }]
}

function chargePoints(account: Account, command: AccountCommandOf<'ChargePoints'>): AccountDecision {
  if (account.operations[command.operation]) return []
  const { points, spent } = account
  const amount = command.unitPrice * command.quantity
  const reason = whyNot(account, amount)
  if (reason) return [{ type: 'PaymentDeclined', ...ofOrder(account, command), reason, points, spent }]
  const after = { points: points - amount, spent: spent + amount }
  return [{ type: 'PaymentApproved', ...ofOrder(account, command), amount, ...after }]
}

function whyNot(account: Account, amount: number): PaymentRejection | undefined {
  if (!account.exists) return 'ACCOUNT_NOT_FOUND'
  return account.points < amount ? 'INSUFFICIENT_POINTS' : undefined
}

/** After a cancellation. Where nothing was charged yet, amount 0 is given back and the late charge will do nothing. */
function refundPoints(account: Account, command: AccountCommandOf<'RefundPoints'>): AccountDecision {
  const earlier = account.operations[command.operation]
  if (earlier && earlier.step !== 'charged') return []
  const amount = earlier?.amount ?? 0
  const after = { points: account.points + amount, spent: account.spent - amount }
  return [{ type: 'PaymentRefunded', ...ofOrder(account, command), amount, ...after }]
}

function ofOrder(
  account: Account,
  { operation, productId, quantity }: AccountCommandOf<'ChargePoints' | 'RefundPoints'>,
) {
  return { orderId: operation, userId: account.userId, productId, quantity }
}

type AccountCommandOf<Type extends AccountCommand['type']> = Extract<AccountCommand, { type: Type }>
type AccountDecision = readonly AccountEvent[] | AccountRefusal

/**
 * Also folds the events of one operation alone, from an untouched account: the record of an evicted operation is then right,
 * though the balance around it is not.
 */
function evolve(account: Account, event: AccountEvent): Account {
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
