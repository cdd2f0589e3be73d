/**
 * Which aggregates of a kind change: all of them, in batches, so that the cost of a follower does not grow with the load. A follower that
 * needs their present state reads it.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { CallerError } from '../caller-error.ts'
import { abortable } from './abortable.ts'
import { cursorOf, type CursorPosition, positionIn } from './cursor.ts'
import type { Feed, StreamedEvent } from './feed.ts'
import { expiredCursor, foreignCursor } from './refused-cursors.ts'

export type Changes = { readonly cursor: string; readonly ids: readonly string[] }

export type FollowedChanges = {
  readonly feed: Pick<Feed, 'aggregate' | 'listen' | 'bounds' | 'newest' | 'between'>
  /** A cursor of this stream: only later changes are given. */
  readonly after?: string | null | undefined
  readonly minIntervalMs?: number // between two batches; default 250
  readonly maxIds?: number // of one batch; default 100
  readonly maxWaiting?: number // ids that a follower may be behind; default 1,000
}

/**
 * Without a cursor the first batch comes at once, and is empty: what is read after it has all earlier changes, and later ones are
 * given. Throws BAD_USER_INPUT and CURSOR_EXPIRED for the cursor; SERVICE_UNAVAILABLE, to come again after the last cursor, for one who
 * reads too slowly and where something may have been missed.
 */
export function changes(followed: FollowedChanges): AsyncIterableIterator<Changes, void, void> {
  return abortable((signal) => changesUntil(followed, signal))
}

/** So much of the stream is read again for a cursor: about as fast as a query for the list. */
const maxEventsBehind = 10_000

async function* changesUntil(
  { feed, after, minIntervalMs = 250, maxIds = 100, maxWaiting = 1_000 }: FollowedChanges,
  signal: AbortSignal,
): AsyncGenerator<Changes, void, void> {
  const kind = `all${feed.aggregate}`
  const seen = positionOf(kind, after)
  const waiting = new WaitingChanges(maxWaiting)
  const leave = await feed.listen((event) => waiting.put(event))
  try {
    const bounds = await feed.bounds()
    const begin = seen ?? (await presentPosition(feed, kind, bounds.last))
    if (seen) waiting.putMissed(await missed(feed, seen, bounds))
    else yield { cursor: cursorOf(begin), ids: [] }
    waiting.forgetUntil(begin.version)
    while (!signal.aborted) {
      const batch = waiting.take(maxIds)
      const newest = batch.at(-1)
      if (newest) {
        yield { cursor: cursorOf(positionAt(kind, newest)), ids: batch.map(({ id }) => id) }
        await delay(minIntervalMs, undefined, { signal }).catch(() => undefined)
      } else await waiting.arrival(signal)
    }
  } finally {
    leave()
  }
}

function positionOf(kind: string, after: string | null | undefined): CursorPosition | undefined {
  if (after === undefined || after === null) return undefined
  const position = positionIn(after)
  if (position?.aggregate === kind) return position
  throw foreignCursor(after, 'this stream')
}

/**
 * At the newest event of the kind; where there is none, at the end of the stream, without a fingerprint: there was nothing of the kind
 * until there.
 */
async function presentPosition(feed: Pick<Feed, 'newest'>, kind: string, last: number): Promise<CursorPosition> {
  const newest = await feed.newest()
  return newest ? positionAt(kind, newest) : { aggregate: kind, id: 'all', version: last }
}

function positionAt(kind: string, event: StreamedEvent): CursorPosition {
  return { aggregate: kind, id: 'all', version: event.sequence, fingerprint: fingerprintOf(event) }
}

/** What came after the cursor, until `last`. */
async function missed(
  feed: Pick<Feed, 'between'>,
  { version, fingerprint }: CursorPosition,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<readonly StreamedEvent[]> {
  const oldest = fingerprint === undefined ? version + 1 : version
  if (oldest < first || version > last || last - version > maxEventsBehind) throw expired()
  if (fingerprint === undefined) {
    if ((await feed.between(first, version, 1)).length > 0) throw expired()
    return feed.between(oldest, last)
  }
  const [same, ...later] = await feed.between(oldest, last)
  if (same?.sequence !== version || fingerprintOf(same) !== fingerprint) throw expired()
  return later
}

/** Distinguishes an event from another one at the same sequence, in a stream that was lost and created again. */
function fingerprintOf({ at }: StreamedEvent): string {
  return (at.getTime() % 2 ** 32).toString(16).padStart(8, '0')
}

function expired(): CallerError {
  return expiredCursor('begin without it, and fetch the list')
}

/** The newest event of each aggregate that has changed, until it is taken: bounded. One that overflows is closed, never dropped from. */
class WaitingChanges {
  #max: number
  readonly #events = new Map<string, StreamedEvent>()
  #fault: string | undefined
  #wake: (() => void) | undefined

  constructor(max: number) {
    this.#max = max
  }

  put(event: StreamedEvent | undefined): void {
    if (!event) this.#fault = 'something may have been missed: subscribe again with the last cursor'
    else if ((this.#events.get(event.id)?.sequence ?? 0) < event.sequence) this.#events.set(event.id, event)
    if (this.#events.size > this.#max)
      this.#fault = 'the subscriber reads too slowly: subscribe again with the last cursor'
    this.#wake?.()
  }

  /** Not bounded by `max`: a follower that was cut off is no slow reader. */
  putMissed(events: readonly StreamedEvent[]): void {
    this.#max += events.length
    for (const event of events) this.put(event)
  }

  forgetUntil(sequence: number): void {
    for (const event of this.#events.values()) if (event.sequence <= sequence) this.#events.delete(event.id)
  }

  /** The oldest ones: whatever comes before the last of them in the stream was given with it, or earlier. */
  take(max: number): readonly StreamedEvent[] {
    if (this.#fault !== undefined) throw new CallerError('SERVICE_UNAVAILABLE', this.#fault, { retryAfter: 0 })
    const batch = [...this.#events.values()].toSorted((one, other) => one.sequence - other.sequence).slice(0, max)
    for (const { id } of batch) this.#events.delete(id)
    return batch
  }

  async arrival(signal: AbortSignal): Promise<void> {
    if (this.#events.size > 0 || this.#fault !== undefined || signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = () => resolve()
    this.#wake = wake
    signal.addEventListener('abort', wake)
    await promise
    signal.removeEventListener('abort', wake)
    this.#wake = undefined
  }
}
