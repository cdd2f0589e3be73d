/** How long to wait before a process is started again: longer each time, from the beginning once it has kept running for a while. */
export class RestartBackoff {
  readonly #firstMs: number
  readonly #mostMs: number
  readonly #forgivenMs: number
  #nextMs: number

  constructor({ firstMs = 250, mostMs = 15_000, forgivenMs = 30_000 } = {}) {
    this.#firstMs = firstMs
    this.#mostMs = mostMs
    this.#forgivenMs = forgivenMs
    this.#nextMs = firstMs
  }

  /** Milliseconds to wait now, after it ran for `ranMs`. */
  next(ranMs: number): number {
    const now = ranMs >= this.#forgivenMs ? this.#firstMs : this.#nextMs
    this.#nextMs = Math.min(now * 2, this.#mostMs)
    return now
  }
}
