/** A pause between two rounds that can be cut short. */

import type { Clock } from './ports.ts'

export class Rest {
  readonly #clock: Clock
  #end: () => void = () => undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Resolves after so many milliseconds, or when it is ended. */
  async take(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(milliseconds, resolve)
      this.#end = () => {
        cancel()
        resolve()
      }
    })
  }

  end(): void {
    this.#end()
  }
}
