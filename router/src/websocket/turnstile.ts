export type Passing = {
  /** Each time that one goes in. */
  readonly entered: () => void
  /** Each time that one has come out. */
  readonly left: () => void
}

/** Lets few through at a time; the others wait, the first first. */
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
