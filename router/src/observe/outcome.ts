import type { Result } from '../executor.ts'

/** Codes of server errors. */
export const FAULTS: ReadonlySet<unknown> = new Set(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE'])

/** How an operation that ran has ended: failed, where an error of its answer is by no fault of the client's. */
export function outcomeOf({ errors }: Result): 'ok' | 'errors' | 'failed' {
  if (!errors) return 'ok'
  return errors.some(({ extensions }) => FAULTS.has(extensions?.['code'])) ? 'failed' : 'errors'
}
