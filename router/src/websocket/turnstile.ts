export type Passing = {
  /** Called for each one that enters. */
  readonly entered: () => void
  /** Called for each one that has left. */
  readonly left: () => void
}

/** A semaphore: lets `max` through at a time; the others wait, first come, first served. */
export class Turnstile {
  readonly #max: number
  readonly #passing: Passing
  readonly #waiting: (() => void)[] = []
  #inside = 0

  constructor(max: number, passing: Passing) {
    this.#max = max
    this.#passing = passing
  }

  async pass(work: () => Promise<void>): Promise<void> {
    this.#passing.entered()
    if (this.#inside >= this.#max) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#inside++
    try {
      await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#inside--
      this.#passing.left()
    }
  }
}
