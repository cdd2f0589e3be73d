/** Lets what events ask collect between two rounds, for services of which nothing that is under way waits. Whoever is waited for hurries it. */

import type { Clock } from './ports.ts'

export class Collecting {
  readonly #clock: Clock
  readonly #milliseconds: number
  #last = -Infinity
  #end: () => void = () => undefined

  /** @param milliseconds between two rounds; 0 for no waiting at all */
  constructor(clock: Clock, milliseconds: number) {
    this.#clock = clock
    this.#milliseconds = milliseconds
  }

  /** A round begins. */
  begin(): void {
    this.#last = this.#clock.now()
  }

  /** Resolves when the next round may begin. */
  async rest(): Promise<void> {
    const left = this.#last + this.#milliseconds - this.#clock.now()
    if (left <= 0) return
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(left, resolve)
      this.#end = () => {
        cancel()
        resolve()
      }
    })
  }

  hurry(): void {
    this.#end()
  }
}
