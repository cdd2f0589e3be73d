/**
 * How long to collect before the next write. A write of many costs little more than a write of one, so where writing has become slow, since
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
  readonly #clock: Pick<Clock, 'now'>
  readonly #pace: Pace
  #restUntil = 0 // epoch ms

  constructor(clock: Pick<Clock, 'now'>, pace: Pace) {
    this.#clock = clock
    this.#pace = pace
  }

  /** Milliseconds to collect for from now on. */
  get restMs(): number {
    return Math.max(this.#pace.leastMs, this.#restUntil - this.#clock.now())
  }

  /** Runs a write of so many, and sees how long it takes. */
  async timed<Answer>(many: number, write: () => Promise<Answer>): Promise<Answer> {
    const { times, mostMs, quickMs, few } = this.#pace
    const began = this.#clock.now()
    try {
      return await write()
    } finally {
      const ended = this.#clock.now()
      const isSlow = ended - began > quickMs && many > few
      this.#restUntil = isSlow ? ended + Math.min(mostMs, times * (ended - began)) : 0
    }
  }
}
