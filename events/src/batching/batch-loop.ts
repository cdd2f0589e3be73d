/** One write after the other, each when it is due; what comes meanwhile is for the next one. */

import type { Clock } from '../aggregates/ports.ts'

export type Batches = {
  /** Milliseconds until the next write is due, as things are now; undefined: nothing waits. */
  readonly dueInMs: () => number | undefined
  /** Never called while a call is under way; must not reject. */
  readonly write: () => Promise<unknown>
}

export class BatchLoop {
  readonly #clock: Clock
  readonly #batches: Batches
  #running = false
  #restingUntil = 0
  #endPause: () => void = () => undefined
  #idle: (() => void)[] = []

  constructor(clock: Clock, batches: Batches) {
    this.#clock = clock
    this.#batches = batches
  }

  /** Something has come, or is due earlier: in so many milliseconds, or at once. */
  wake(inMs = 0): void {
    if (!this.#running) void this.#run()
    else if (this.#clock.elapsed() + inMs < this.#restingUntil) this.#endPause()
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    if (!this.#running) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  async #run(): Promise<void> {
    this.#running = true
    await Promise.resolve() // lets what arrives in the same turn ride along
    for (;;) {
      const ms = this.#batches.dueInMs()
      if (ms === undefined) break
      if (ms > 0) await this.#pause(ms)
      else await this.#batches.write()
    }
    this.#running = false
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  async #pause(ms: number): Promise<void> {
    this.#restingUntil = this.#clock.elapsed() + ms
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(ms, resolve)
      this.#endPause = () => {
        cancel()
        resolve()
      }
    })
    this.#restingUntil = 0
  }
}
