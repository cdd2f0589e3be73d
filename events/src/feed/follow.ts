/**
 * Follows one aggregate: its present state, or what came after a cursor, and then every change, once, in order. The live feed is
 * joined first and held back; then the document, or the log, is read; then what is newer follows. Lower versions are
 * dropped, missing ones read from the log, which may be a moment behind the document and the feed: it is waited for.
 */

import { setTimeout as after } from 'node:timers/promises'
import type { EventLog } from '../aggregates/ports.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import { cursorOf, positionIn } from './cursor.ts'
import type { Feed } from './feed.ts'

export type Present<Value> = { readonly version: number; readonly value: Value }

export type Following<Value> = {
  readonly feed: Pick<Feed, 'aggregate' | 'join'>
  readonly log: Pick<EventLog, 'read'>
  readonly id: string
  /** A cursor of this aggregate: only what came after it is told. */
  readonly after?: string | null | undefined
  /** The aggregate as it is; null where there is none. May throw what the subscriber is to see (someone else's: NOT_FOUND). */
  readonly present: () => Promise<Present<Value> | null>
  /** Milliseconds until an aggregate that nobody knows is given up; default 5,000. */
  readonly unknownAfterMs?: number
  /** Milliseconds that the log may be behind, before what it lacks is taken to have been pruned; default 5,000. */
  readonly behindAtMostMs?: number
  readonly signal: AbortSignal
}

export type Step<Value> = { readonly cursor: string; readonly version: number } & (
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

export async function* follow<Value>(following: Following<Value>): AsyncGenerator<Step<Value>, void, void> {
  const { feed, id, signal } = following
  const seen = versionIn(following)
  const { mailbox, leave } = await feed.join(id)
  const cursor = (version: number) => cursorOf({ aggregate: feed.aggregate, id, version })
  const eventStep = (envelope: Envelope) =>
    ({
      kind: 'event',
      envelope,
      version: envelope.aggregateVersion,
      cursor: cursor(envelope.aggregateVersion),
    }) as const
  try {
    const present = (await following.present()) ?? (await appearing(following, mailbox))
    if (!present) return
    let version = present.version
    if (seen === undefined) {
      yield { kind: 'present', value: present.value, version, cursor: cursor(version) }
    } else {
      if (seen > version) throw new CannotFollow('cursor expired')
      const now = version
      version = seen
      for await (const envelope of logged(following, seen, now)) {
        if (envelope.aggregateVersion !== version + 1) throw new CannotFollow('cursor expired')
        yield eventStep(envelope)
        version += 1
      }
      if (version < now && !signal.aborted) throw new CannotFollow('cursor expired')
    }
    for (;;) {
      const mail = await mailbox.next(signal)
      if (mail === undefined) return
      const newest = mail === 'recheck' ? ((await following.present())?.version ?? 0) : mail.aggregateVersion
      if (newest <= version) continue
      const next = mail !== 'recheck' && newest === version + 1 ? [mail] : logged(following, version, newest)
      for await (const envelope of next) {
        if (envelope.aggregateVersion !== version + 1) break // a later event will ask again
        yield eventStep(envelope)
        version += 1
      }
    }
  } finally {
    leave()
  }
}

function versionIn<Value>({ feed, id, after }: Following<Value>): number | undefined {
  if (after === undefined || after === null) return undefined
  const position = positionIn(after)
  if (!position || position.aggregate !== feed.aggregate || position.id !== id) throw new CannotFollow('foreign cursor')
  return position.version
}

/** Waits for the first sign of an aggregate that is not there yet. Null where the subscriber left. */
async function appearing<Value>(
  { present, unknownAfterMs = 5_000, signal }: Following<Value>,
  mailbox: { next(signal: AbortSignal): Promise<unknown> },
): Promise<Present<Value> | null> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(unknownAfterMs)])
  while (await mailbox.next(patience)) {
    const found = await present()
    if (found) return found
  }
  if (signal.aborted) return null
  const found = await present() // it may have come without a sign while the feed was away
  if (!found) throw new CannotFollow('unknown')
  return found
}

const readAtOnce = 500 // events
const lookAgainMs = 20

/** What the log has after one version up to another; what is not logged yet is waited for, so long. */
async function* logged<Value>(
  { log, id, behindAtMostMs = 5_000, signal }: Following<Value>,
  seen: number,
  last: number,
): AsyncGenerator<Envelope, void, void> {
  let patience = AbortSignal.any([signal, AbortSignal.timeout(behindAtMostMs)])
  for (let version = seen; version < last && !patience.aborted;) {
    const events = await log.read(id, version + 1, Math.min(last, version + readAtOnce))
    yield* events
    const newest = events.at(-1)
    if (newest) {
      version = newest.aggregateVersion
      patience = AbortSignal.any([signal, AbortSignal.timeout(behindAtMostMs)])
    } else {
      await after(lookAgainMs, undefined, { signal: patience }).catch(() => undefined)
    }
  }
}
