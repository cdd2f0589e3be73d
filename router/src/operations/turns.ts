import { FairQueue } from '../fair-queue.ts'

/** Milliseconds of one turn of the event loop that go into reading texts that are new, before others have theirs. */
const NEW_MS = 2
/** The same, where the callers of a known operation wait too: their variables may be long. */
const ALL_MS = 8
/** What is shorter is not counted. */
const SHORT_MS = 0.5

/**
 * One request may take as long as the limits allow, but many that come together, be it in a batch, down one socket or from many
 * clients, are read in turns of the event loop of their own, so that no other client waits for longer than one of
 * them takes. Who requests an operation that is known does not stand behind those that are new; callers of each kind take turns.
 */
export class Turns {
  readonly #now: () => number
  readonly #new = new FairQueue<() => void>()
  readonly #known = new FairQueue<() => void>()
  #spentMs = 0
  #ends = false

  constructor(now = () => performance.now()) {
    this.#now = now
  }

  /** What `read` gives; it runs at once, unless this turn has been used up or others of its kind wait. */
  async read<Result>(read: () => Result, kind: 'new' | 'known' = 'new', caller = ''): Promise<Result> {
    const waiting = kind === 'new' ? this.#new : this.#known
    if (this.#spentMs >= (kind === 'new' ? NEW_MS : ALL_MS) || waiting.size > 0)
      await new Promise<void>((resolve) => void waiting.push(caller, resolve))
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

  /** One of each at a time: callbacks of setImmediate that stand together run without anything between them. */
  #endSoon(): void {
    if (this.#ends) return
    this.#ends = true
    setImmediate(() => {
      this.#ends = false
      this.#spentMs = 0
      this.#known.shift()?.()
      this.#new.shift()?.()
      if (this.#known.size + this.#new.size > 0) this.#endSoon()
    })
  }
}
