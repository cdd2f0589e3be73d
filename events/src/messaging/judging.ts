/** What becomes of a message whose handling failed. Pure. */

export const mostTries = 8

export type Judgement = { readonly verdict: 'again'; readonly afterMs: number } | { readonly verdict: 'dead' }

/** `failures`: how often handling it has failed, this time included. 0.2 s, then 0.4 s ... at most 10 s. */
export function judge(failures: number): Judgement {
  if (failures >= mostTries) return { verdict: 'dead' }
  return { verdict: 'again', afterMs: Math.min(10_000, 200 * 2 ** (failures - 1)) }
}

/** Failures by stream sequence, of the messages that failed last: bounded, so that it can be forgotten but not grow. */
export class Failures {
  readonly #counts = new Map<number, number>()
  readonly #most: number

  constructor(most = 10_000) {
    this.#most = most
  }

  add(sequence: number): number {
    const count = (this.#counts.get(sequence) ?? 0) + 1
    this.#counts.delete(sequence)
    this.#counts.set(sequence, count)
    const [oldest] = this.#counts.keys()
    if (this.#counts.size > this.#most && oldest !== undefined) this.#counts.delete(oldest)
    return count
  }

  clear(sequence: number): void {
    this.#counts.delete(sequence)
  }
}
