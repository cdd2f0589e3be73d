/** Milliseconds of one turn of the event loop that go into reading requests before others have theirs. */
const TURN_MS = 8
/** What is shorter is not counted. */
const SHORT_MS = 0.5

/**
 * One request may take as long as the limits allow, but many that come together, in a batch or down one socket, are read
 * in turns of the event loop of their own, so that whoever else waits is not kept for longer than one of them takes.
 */
export class Turns {
  readonly #now: () => number
  readonly #waiting: (() => void)[] = []
  #spentMs = 0
  #ends = false

  constructor(now = () => performance.now()) {
    this.#now = now
  }

  /** What `read` gives; it runs at once, unless this turn has been used up or others wait. */
  async read<Result>(read: () => Result): Promise<Result> {
    if (this.#spentMs >= TURN_MS || this.#waiting.length > 0)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    const began = this.#now()
    try {
      return read()
    } finally {
      this.#spend(this.#now() - began)
    }
  }

  #spend(ms: number): void {
    if (ms < SHORT_MS) return
    this.#spentMs += ms
    this.#endSoon()
  }

  /** One at a time: callbacks of setImmediate that stand together run without anything between them. */
  #endSoon(): void {
    if (this.#ends) return
    this.#ends = true
    setImmediate(() => {
      this.#ends = false
      this.#spentMs = 0
      this.#waiting.shift()?.()
      if (this.#waiting.length > 0) this.#endSoon()
    })
  }
}
