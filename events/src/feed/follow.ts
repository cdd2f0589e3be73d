/**
 * Follows one aggregate: its present state, or what came after a cursor, and then every change, once, in order. The live feed is
 * joined first and buffered; then the document, or the history, is read; then what is newer follows. Lower versions are
 * dropped, missing ones read from the history; what it does not have yet is not dropped, but read again.
 */

import { backoff, noJitter } from '@shop/platform/backoff.ts'
import type { History } from '../aggregates/ports.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import { cursorOf, fingerprintOf, type CursorPosition, positionIn } from './cursor.ts'
import type { Feed } from './feed.ts'

export type Present<Value> = { readonly version: number; readonly value: Value }

export type Following<Value> = {
  readonly feed: Pick<Feed, 'aggregate' | 'join'>
  readonly history: History
  readonly id: string
  /** A cursor of this aggregate: only what came after it is emitted. */
  readonly after?: string | null | undefined
  /** The aggregate as it is; null where there is none. May throw what the subscriber is to see (another user's: NOT_FOUND). */
  readonly present: () => Promise<Present<Value> | null>
  /** Milliseconds to wait for an unknown aggregate; default 0: none. */
  readonly unknownAfterMs?: number
  /** Milliseconds that the history may be behind, before what it lacks after a cursor is taken to have been pruned; default 1,000. */
  readonly maxLagMs?: number
  readonly signal: AbortSignal
  /** A signal that aborts so many milliseconds from now. */
  readonly timeout?: (milliseconds: number) => AbortSignal
}

export type FollowStep<Value> = { readonly cursor: string; readonly version: number } & (
  { readonly kind: 'present'; readonly value: Value } | { readonly kind: 'event'; readonly envelope: Envelope }
)

/** Why following cannot begin, for the resolver to turn into an error with its code. */
export class CannotFollow extends Error {
  override readonly name = 'CannotFollow'
  readonly why: 'unknown' | 'foreign cursor' | 'cursor expired'

  constructor(why: 'unknown' | 'foreign cursor' | 'cursor expired') {
    super(why)
    this.why = why
  }
}

/**
 * First the present state (or, after a cursor, what came since), then every change, once and in order. Ends with `signal`. Throws
 * `CannotFollow` for an unknown aggregate, for a cursor of something else, and for one that is not in this history.
 *
 * @example
 * for await (const step of follow({ feed, history, id, present, signal })) send(step)
 */
export async function* follow<Value>(following: Following<Value>): AsyncGenerator<FollowStep<Value>, void, void> {
  const { feed, history, id, signal, maxLagMs = 1_000, timeout = timeoutOf } = following
  const seen = positionOf(following)
  const { mailbox, leave } = await feed.join(id)
  const cursor = (version: number, fingerprint: string | undefined) =>
    cursorOf({ aggregate: feed.aggregate, id, version, fingerprint })
  const eventStep = (envelope: Envelope) => {
    const { aggregateVersion: version } = envelope
    return { kind: 'event', envelope, version, cursor: cursor(version, fingerprintOf(envelope.id)) } as const
  }
  try {
    const present = (await following.present()) ?? (await appearing(following, mailbox))
    if (!present) return
    let version = seen?.version ?? present.version
    let wanted = present.version // the newest that is known of
    if (!seen)
      yield { kind: 'present', value: present.value, version, cursor: cursor(version, await fingerprintAt(following, version)) } // prettier-ignore
    else if (seen.version > wanted || !(await isOfThisHistory(following, seen)))
      throw new CannotFollow('cursor expired')
    let pruned = timeout(maxLagMs)
    for (let looks = 0; ;) {
      if (version < wanted) {
        const events = await history.read(id, version + 1, Math.min(wanted, version + readAtOnce))
        for (const envelope of events) {
          yield eventStep(envelope)
          version = envelope.aggregateVersion
        }
        if (events.length > 0) {
          looks = 0
          pruned = timeout(maxLagMs)
          continue
        }
        if (signal.aborted) return
        if (pruned.aborted && version < present.version) throw new CannotFollow('cursor expired')
        looks += 1
      }
      const again = timeout(backoff(looks, lookAgain, noJitter))
      const mail = await mailbox.next(version < wanted ? AbortSignal.any([signal, again]) : signal)
      if (signal.aborted) return
      if (mail === undefined) continue
      const newest = mail === 'recheck' ? ((await following.present())?.version ?? 0) : mail.aggregateVersion
      wanted = Math.max(wanted, newest)
      if (mail === 'recheck' || newest !== version + 1) continue
      yield eventStep(mail)
      version = newest
    }
  } finally {
    leave()
  }
}

const timeoutOf = (milliseconds: number) => AbortSignal.timeout(milliseconds)
const readAtOnce = 500 // events
const lookAgain = { firstMs: 20, maxMs: 1_000 }

function positionOf<Value>({ feed, id, after }: Following<Value>): CursorPosition | undefined {
  if (after === undefined || after === null) return undefined
  const position = positionIn(after)
  if (!position || position.aggregate !== feed.aggregate || position.id !== id) throw new CannotFollow('foreign cursor')
  return position
}

async function fingerprintAt<Value>({ history, id }: Following<Value>, version: number): Promise<string | undefined> {
  const [event] = await history.read(id, version, version)
  return fingerprintOf(event?.id)
}

/** False where another event has its version. A pruned one cannot be distinguished. */
async function isOfThisHistory<Value>(
  following: Following<Value>,
  { version, fingerprint }: CursorPosition,
): Promise<boolean> {
  if (version === 0 || fingerprint === undefined) return true
  const there = await fingerprintAt(following, version)
  return there === undefined || there === fingerprint
}

/** Waits for the first sign of an aggregate that is not there yet. Null where the subscriber left. */
async function appearing<Value>(
  { present, unknownAfterMs = 0, signal, timeout = timeoutOf }: Following<Value>,
  mailbox: { next(signal: AbortSignal): Promise<unknown> },
): Promise<Present<Value> | null> {
  if (unknownAfterMs <= 0) throw new CannotFollow('unknown')
  const unknownTimeout = AbortSignal.any([signal, timeout(unknownAfterMs)])
  while (await mailbox.next(unknownTimeout)) {
    const found = await present()
    if (found) return found
  }
  if (signal.aborted) return null
  const found = await present() // it may have come without a sign while the feed was away
  if (!found) throw new CannotFollow('unknown')
  return found
}
