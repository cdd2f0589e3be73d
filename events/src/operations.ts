/** Under which id a caller's command is done once. */

import type { Login } from '@shop/platform/caller.ts'
import { refusal } from '@shop/platform/errors.ts'
import { v7 as uuidV7 } from 'uuid'
import type { IdempotencyKeys } from './keys.ts'

/**
 * A new UUIDv7; with an idempotency key, the one that its first use was given. Throws IDEMPOTENCY_CONFLICT where that first
 * use had other input.
 */
export async function operationFor(
  keys: IdempotencyKeys,
  { userId }: Login,
  key: string | null | undefined,
  input: unknown,
): Promise<string> {
  const operation = uuidV7()
  if (key === null || key === undefined) return operation
  const claim = await keys.claim({ caller: userId, key, operation, input })
  if (claim !== 'conflict') return claim.operation
  const extensions = { argument: 'input.idempotencyKey' }
  throw refusal('IDEMPOTENCY_CONFLICT', 'input.idempotencyKey: it was used with other input before', extensions)
}
