/**
 * One history out of two sources: an aggregate's log, and its document's outbox, which has what is not logged yet. The two chain where the
 * outbox has the log's own events, by their ids, and goes on where the log ends. Where they do not (one of them was restored from a
 * backup, and the aggregate went on from there), the log is right, and the outbox's events from there on do not belong to the history.
 */

import type { RawEnvelope } from '../contract/envelope.ts'

/** An event's position in its aggregate's history. */
export type ChainLink = Pick<RawEnvelope, 'id' | 'aggregateVersion'>

/** Why an outbox and its log do not chain, and from which version on. */
export type Break = { readonly version: number; readonly why: 'another is logged' | 'the one before is missing' }

export class Chain<Event extends ChainLink> {
  #waiting: readonly Event[]
  #last = 0
  #broken: Break | undefined

  /** The outbox of one aggregate, oldest first. */
  constructor(outbox: readonly Event[]) {
    this.#waiting = outbox
  }

  get broken(): Break | undefined {
    return this.#broken
  }

  /**
   * To be called with what is logged, oldest first. Versions may be left out, but for those that stand in the outbox and the one before
   * each. Answers what comes before it, and is not logged.
   */
  *before({ id, aggregateVersion: version }: ChainLink): Generator<Event, void, void> {
    yield* this.#upTo(version)
    const [first] = this.#waiting
    if (first?.aggregateVersion === version) {
      if (first.id === id) this.#waiting = this.#waiting.slice(1)
      else this.#break({ version, why: 'another is logged' })
    }
    this.#last = version
  }

  /** To be called when the log is at its end. Answers what comes after it. */
  *remaining(): Generator<Event, void, void> {
    yield* this.#upTo(Infinity)
  }

  *#upTo(version: number): Generator<Event, void, void> {
    for (let [first] = this.#waiting; first && first.aggregateVersion < version; [first] = this.#waiting) {
      if (first.aggregateVersion !== this.#last + 1)
        return this.#break({ version: first.aggregateVersion, why: 'the one before is missing' })
      this.#waiting = this.#waiting.slice(1)
      this.#last = first.aggregateVersion
      yield first
    }
  }

  #break(broken: Break): void {
    this.#waiting = []
    this.#broken = broken
  }
}

/** What the outbox has and the log does not, as far as the two chain. */
export function unloggedOf<Event extends ChainLink>(
  outbox: readonly Event[],
  logged: Iterable<ChainLink>,
): { readonly unlogged: readonly Event[]; readonly broken: Break | undefined } {
  const chain = new Chain(outbox)
  const unlogged: Event[] = []
  for (const event of logged) unlogged.push(...chain.before(event))
  unlogged.push(...chain.remaining())
  return { unlogged, broken: chain.broken }
}
