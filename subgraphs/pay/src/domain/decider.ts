import type { AccountEvent } from '../../events.ts'
import type { Decider } from '@shop/events/decider.ts'
import { decide } from './decide.ts'
import { evolve } from './evolve.ts'
import type { Account, AccountCommand, AccountRefusal } from './account.ts'

export const account: Decider<Account, AccountCommand, AccountEvent, AccountRefusal> = {
  aggregate: 'account',
  initial: (userId) => ({ exists: false, userId, points: 0, spent: 0, added: 0, operations: {} }),
  decide,
  evolve,
}
