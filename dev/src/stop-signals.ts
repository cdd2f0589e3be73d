/** Ctrl-C, SIGTERM and a closed terminal: the first stops in order, a second one at once. */

const sameMs = 1_000 // npm passes on a Ctrl-C that the terminal has sent to us as well: that is one, not two

export class StopSignals {
  #firstAt: number | undefined
  readonly #stopping = new AbortController()

  /** `force` ends everything at once; it must not wait for anything. */
  constructor(force: () => void) {
    const take = (): void => {
      const now = performance.now()
      this.#firstAt ??= now
      if (now - this.#firstAt > sameMs) force()
      else this.#stopping.abort()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, take)
  }

  get stopping(): boolean {
    return this.#stopping.signal.aborted
  }

  /** Resolves when the first one comes. */
  async wait(): Promise<void> {
    const { signal } = this.#stopping
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  }
}
