import type { AccountEvent } from '../events.ts'
import { operationFor } from '@shop/events/operations.ts'
import type { Participant } from '@shop/events/participant.ts'
import { requireRole } from '@shop/platform/caller.ts'
import type { RequestContext } from '@shop/subgraph-server/context.ts'
import { badUserInput } from '@shop/platform/errors.ts'
import { checked, chosenId, idempotencyKey, whole } from '@shop/subgraph-server/inputs.ts'
import { z } from 'zod'
import type { Account, AccountCommand, AccountRefusal } from './domain/account.ts'
import type { AddPointsInput } from './generated/graphql.ts'
import type { AccountOwner } from './store.ts'

export type Pay = Participant<Account, AccountCommand, AccountEvent, AccountRefusal>

const AddPoints = z.object({ userId: chosenId, amount: whole(1), idempotencyKey: idempotencyKey.nullish() })

/** Gives points to a user, who need not have any yet. Role: admin. */
export async function addPoints(
  { aggregates, keys }: Pay,
  input: AddPointsInput,
  { caller, deadline, traceparent }: RequestContext,
): Promise<AccountOwner> {
  const login = requireRole(caller, 'admin')
  const { userId, amount, idempotencyKey } = checked(AddPoints, input, 'input')
  const { operation } = await operationFor(keys, login, idempotencyKey, { userId, amount })
  const command = { type: 'AddPoints', operation, amount } as const
  const { state, refused } = await aggregates.execute(userId, command, { deadline, traceparent })
  if (refused) throw badUserInput('input.amount', refused.detail ?? 'it is too much')
  return { id: userId, points: state.points }
}
