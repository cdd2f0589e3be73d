/** Time that passes only when it is told to. Timers run in order of time; of one moment, in the order in which they were set. */

import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../aggregates/ports.ts'

type Timer = { readonly at: number; readonly order: number; readonly run: () => void }

export class SimulatedClock implements Clock {
  #now: number
  #order = 0
  readonly #timers = new Set<Timer>()

  constructor(now = Date.parse('2026-11-22T12:00:00.000Z')) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, order: (this.#order += 1), run }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Lets so much time pass, and all happen that happens in it. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    await quiet()
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) {
      this.#now = Math.max(this.#now, next.at)
      this.#timers.delete(next)
      next.run()
      await quiet()
    }
    this.#now = end
  }

  /** Lets time pass until something is so. Throws where that takes longer than `mostMs`. */
  async until(isSo: () => boolean, mostMs = 600_000): Promise<void> {
    const end = this.#now + mostMs
    await quiet()
    while (!isSo()) {
      const next = this.#next()
      if (!next || next.at > end) throw new Error('it did not come about')
      await this.pass(next.at - this.#now)
    }
  }

  #next(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers)
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer
    return first
  }
}

/** Resolves when all that can go on without time passing has gone on. */
export async function quiet(): Promise<void> {
  await setImmediate()
}
