/** Under which id a caller's command is done once. */

import type { Login } from '@shop/platform/caller.ts'
import { v7 as uuidV7 } from 'uuid'
import { CallerError } from './caller-error.ts'
import type { IdempotencyKeys } from './keys.ts'

export type GivenOperation = { readonly operation: string; readonly isNew: boolean }

/**
 * A new UUIDv7; with an idempotency key, the one that its first use was given. `isNew`: it has just been made, so that nothing can
 * have been done under it. Throws a CallerError, IDEMPOTENCY_CONFLICT, where that first use had other input.
 *
 * @example
 * const { operation } = await operationFor(keys, requireLogin(caller), input.idempotencyKey, input)
 */
export async function operationFor(
  keys: IdempotencyKeys,
  { userId }: Login,
  key: string | null | undefined,
  input: unknown,
): Promise<GivenOperation> {
  const operation = uuidV7()
  if (key === null || key === undefined) return { operation, isNew: true }
  const claim = await keys.claim({ caller: userId, key, operation, input })
  if (claim !== 'conflict') return claim
  const argument = 'input.idempotencyKey'
  throw new CallerError('IDEMPOTENCY_CONFLICT', `${argument}: it was used with other input before`, { argument })
}
