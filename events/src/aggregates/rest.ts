/** A pause between two rounds that can be cut short. */

import type { Clock } from './ports.ts'

export class Rest {
  readonly #clock: Clock
  #until = 0 // by the clock that is never set
  #end: () => void = () => undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Resolves after so many milliseconds, or when it is ended. */
  async take(milliseconds: number): Promise<void> {
    this.#until = this.#clock.elapsed() + milliseconds
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(milliseconds, resolve)
      this.#end = () => {
        cancel()
        resolve()
      }
    })
  }

  /** `withinMs`: only where it would last longer than that from now. */
  end(withinMs?: number): void {
    if (withinMs === undefined || this.#clock.elapsed() + withinMs < this.#until) this.#end()
  }
}
