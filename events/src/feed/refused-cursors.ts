/** The errors of a cursor that a stream cannot go on after. */
import { shownValue } from '@shop/platform/shown-value.ts'
import { CallerError } from '../caller-error.ts'

/** It is none, or another's. */
export function foreignCursor(after: unknown, of: string): CallerError {
  return new CallerError('BAD_USER_INPUT', `after: ${shownValue(after)} is not a cursor of ${of}`, {
    argument: 'after',
  })
}

/** CURSOR_EXPIRED. `remedy`: what a client does instead, an imperative sentence without its full stop. */
export function expiredCursor(remedy: string): CallerError {
  const message = `after: what came after this cursor is not known any more; ${remedy}`
  return new CallerError('CURSOR_EXPIRED', message, { argument: 'after' })
}
