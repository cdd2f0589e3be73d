/**
 * How long to collect before the next write. A write of many costs little more than a write of a few, so where writing has become slow, since
 * the database or the machine has much to do, fewer and larger writes are made, and everybody gets on faster.
 */

import type { Clock } from './aggregates/ports.ts'

/** Times in milliseconds. */
export type Pace = {
  /** What is always collected for. */
  readonly leastMs: number
  /** And, after a slow write: so many times as long as that took, counted from its end. */
  readonly times: number
  readonly mostMs: number
  /** A write that took no longer was not slow; */
  readonly quickMs: number
  /** nor was one of no more than so many: others do not come so often that they were worth waiting for. */
  readonly few: number
}

export class Pacer {
  readonly #clock: Pick<Clock, 'elapsed'>
  #last = { many: 0, tookMs: 0, endedAt: 0 }

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock
  }

  /** Runs a write of so many, and sees how long it takes. */
  async timed<Answer>(many: number, write: () => Promise<Answer>): Promise<Answer> {
    const began = this.#clock.elapsed()
    try {
      return await write()
    } finally {
      const endedAt = this.#clock.elapsed()
      this.#last = { many, tookMs: endedAt - began, endedAt }
    }
  }

  /** Milliseconds to collect for from now on. */
  restMs({ leastMs, times, mostMs, quickMs, few }: Pace): number {
    const { many, tookMs, endedAt } = this.#last
    if (tookMs <= quickMs || many <= few) return leastMs
    const sinceMs = this.#clock.elapsed() - endedAt
    return Math.max(leastMs, Math.min(mostMs, times * tookMs) - sinceMs)
  }
}
