/** A subscription's updates of the aggregate that it follows, as its subscriber sees them, until the last. */

import { shownValue } from '@shop/platform/shown-value.ts'
import { CallerError } from '../caller-error.ts'
import type { Contract } from '../contract/contract.ts'
import type { RawEnvelope } from '../contract/envelope.ts'
import { abortable } from './abortable.ts'
import { positionIn } from './cursor.ts'
import { expiredCursor, foreignCursor } from './refused-cursors.ts'
import { CannotFollow, follow, type Following, type FollowStep } from './follow.ts'
import { SlowFollower } from './mailbox.ts'

/** `update`: none where this changes nothing that the subscriber sees. `last`: nothing will come after it. */
export type UpdateStep<Update> = { readonly update: Update | undefined; readonly last: boolean }

export type UpdateSource<Value, Update, Known extends RawEnvelope> = Omit<Following<Value>, 'signal'> & {
  readonly contract: Contract<Known>
  /** What the subscriber calls it, and the argument that named it: for NOT_FOUND. */
  readonly kind: string
  readonly argument: string
  readonly ofPresent: (value: Value) => UpdateStep<Update>
  readonly ofEvent: (envelope: Known) => UpdateStep<Update>
}

type Shown = {
  readonly kind: string
  readonly argument: string
  readonly id: string
  readonly after?: string | null | undefined
}

/**
 * Ends after the last update, and at once where the cursor stands at or behind it already. Throws a CallerError, which the subscriber is to
 * see: NOT_FOUND, BAD_USER_INPUT and CURSOR_EXPIRED for the cursor, SERVICE_UNAVAILABLE for a subscriber that reads too slowly.
 *
 * @example
 * const source = { feed, history, contract, id, after, present, kind: 'counter', argument: 'id' }
 * const ofPresent = ({ total }: { total: number }) => ({ update: { total }, last: false })
 * const ofEvent = ({ aggregateVersion: total }: RawEnvelope) => ({ update: { total }, last: false })
 * for await (const { cursor, total } of updates({ ...source, ofPresent, ofEvent })) console.log(cursor, total)
 */
export function updates<Value, Update extends object, Known extends RawEnvelope>(
  source: UpdateSource<Value, Update, Known>,
): AsyncIterableIterator<Update & { readonly cursor: string }, void, void> {
  return abortable((signal) => updatesFrom(source, signal))
}

async function* updatesFrom<Value, Update extends object, Known extends RawEnvelope>(
  source: UpdateSource<Value, Update, Known>,
  signal: AbortSignal,
): AsyncGenerator<Update & { readonly cursor: string }, void, void> {
  const { after } = source
  const seen = after === null || after === undefined ? 0 : (positionIn(after)?.version ?? 0)
  const over = new AbortController()
  let end = Infinity // the version from which on nothing more will come
  const present = async () => {
    const found = await source.present()
    if (found && source.ofPresent(found.value).last) end = found.version
    if (seen >= end) over.abort()
    return found
  }
  try {
    for await (const step of follow({ ...source, present, signal: AbortSignal.any([signal, over.signal]) })) {
      const { update, last } = updateOf(source, step)
      if (update) yield { ...update, cursor: step.cursor }
      if (last || step.version >= end) return
    }
  } catch (error) {
    throw shown(source, error)
  }
}

function updateOf<Value, Update, Known extends RawEnvelope>(
  { contract, ofPresent, ofEvent }: UpdateSource<Value, Update, Known>,
  step: FollowStep<Value>,
): UpdateStep<Update> {
  if (step.kind === 'present') return ofPresent(step.value)
  const parsed = contract.parse(step.envelope)
  return parsed.kind === 'ok' ? ofEvent(parsed.envelope) : { update: undefined, last: false }
}

function shown({ kind, argument, id, after }: Shown, error: unknown): unknown {
  if (error instanceof SlowFollower) return new CallerError('SERVICE_UNAVAILABLE', error.message, { retryAfter: 0 })
  if (!(error instanceof CannotFollow)) return error
  switch (error.why) {
    case 'unknown':
      return new CallerError('NOT_FOUND', `${argument}: there is no ${kind} ${shownValue(id)}`, { argument })
    case 'foreign cursor':
      return foreignCursor(after, `this ${kind}'s stream`)
    case 'cursor expired':
      return expiredCursor('begin without it')
  }
}
