import { backoff, noJitter } from '@shop/platform/backoff.ts'

/** How long to wait before a process is started again: longer each time, from the beginning once it has kept running for a while. */
export class RestartBackoff {
  readonly #waits: { readonly firstMs: number; readonly maxMs: number }
  readonly #forgivenMs: number
  #restarts = 0

  constructor({ firstMs = 250, maxMs = 15_000, forgivenMs = 30_000 } = {}) {
    this.#waits = { firstMs, maxMs }
    this.#forgivenMs = forgivenMs
  }

  /** Milliseconds to wait now, after it ran for `ranMs`. */
  next(ranMs: number): number {
    this.#restarts = ranMs >= this.#forgivenMs ? 1 : this.#restarts + 1
    return backoff(this.#restarts, this.#waits, noJitter)
  }
}
