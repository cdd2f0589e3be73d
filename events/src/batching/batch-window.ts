/**
 * How long to collect before the next write. A write of many costs little more than a write of a few, so where writing has become slow, since
 * the database or the machine has much to do, fewer and larger writes are made, and everybody gets on faster.
 */

import type { Clock } from '../aggregates/ports.ts'

export type BatchWindow = {
  /** What is always collected for. */
  readonly minMs: number
  /** The longest, however slow writing is. */
  readonly maxMs: number
  /** After a slow write: so many times as long as that took, counted from its end. */
  readonly factor: number
  /** A write that took no longer was not slow; */
  readonly quickMs: number
  /** nor was one of fewer: others do not come so often that they were worth waiting for. */
  readonly minItems: number
}

/** Nothing is waited for but the write under way. */
export const collectsWhileWriting: BatchWindow = { minMs: 0, maxMs: 0, factor: 0, quickMs: 0, minItems: 1 }

/** Knows how long the last write took, and so how long to collect for. */
export class WriteMeter {
  readonly #clock: Pick<Clock, 'elapsed'>
  #last = { items: 0, tookMs: 0, endedAt: 0 }

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock
  }

  /** Runs a write of so many, and sees how long it takes. */
  async timed<Answer>(items: number, write: () => Promise<Answer>): Promise<Answer> {
    const began = this.#clock.elapsed()
    try {
      return await write()
    } finally {
      const endedAt = this.#clock.elapsed()
      this.#last = { items, tookMs: endedAt - began, endedAt }
    }
  }

  /** Milliseconds to collect for from now on. */
  collectMs(window: BatchWindow): number {
    return Math.max(window.minMs, this.windowMs(window) - (this.#clock.elapsed() - this.#last.endedAt))
  }

  /** Milliseconds to collect for after the last write, however long ago that was. */
  windowMs({ minMs, maxMs, factor, quickMs, minItems }: BatchWindow): number {
    const { items, tookMs } = this.#last
    return tookMs <= quickMs || items < minItems ? minMs : Math.max(minMs, Math.min(maxMs, factor * tookMs))
  }
}
