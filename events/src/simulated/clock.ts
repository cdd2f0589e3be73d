/** Virtual time: it passes only on demand. Timers run in order of time; of one moment, in the order in which they were set. */

import { setImmediate } from 'node:timers'
import type { Clock } from '../aggregates/ports.ts'
import { Timers } from './timers.ts'

export class SimulatedClock implements Clock {
  readonly #began: number
  #now: number
  #ran = 0
  readonly #timers = new Timers()

  constructor(now = Date.parse('2026-11-22T12:00:00.000Z')) {
    this.#began = now
    this.#now = now
  }

  /** How many timers have run: the steps that anything simulated has taken. */
  get ran(): number {
    return this.#ran
  }

  now(): number {
    return this.#now
  }

  elapsed(): number {
    return this.#now - this.#began // another figure than `now`: who takes the one for the other is found out
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = this.#timers.add(this.#now + milliseconds, run)
    return () => {
      timer.cancelled = true
    }
  }

  /** Lets so much time pass, and all happen that happens in it. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    await quiet()
    for (let next = this.#timers.first(); next && next.at <= end; next = this.#timers.first()) {
      this.#now = Math.max(this.#now, next.at)
      this.#timers.removeFirst()
      this.#ran += 1
      next.run()
      await quiet()
    }
    this.#now = end
  }

  /** Lets time pass until something is so. Throws where that takes longer than `maxMs`. */
  async until(isSo: () => boolean, maxMs = 600_000): Promise<void> {
    const end = this.#now + maxMs
    await quiet()
    while (!isSo()) {
      const next = this.#timers.first()
      if (!next || next.at > end) throw new Error('it did not come about')
      await this.pass(next.at - this.#now)
    }
  }
}

/** Resolves when all that can go on without time passing has gone on. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}
