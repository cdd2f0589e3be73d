/** What becomes of a message whose handling failed. Pure. */

import { backoff, noJitter } from '@shop/platform/backoff.ts'

export type Tries = {
  readonly max: number
  readonly firstDelayMs: number // doubling from try to try
  readonly maxDelayMs: number
}

/** How often a message is tried before it becomes a dead letter; delays in milliseconds. */
export const tries: Tries = { max: 8, firstDelayMs: 200, maxDelayMs: 10_000 }

export type Judgement =
  { readonly retryDecision: 'again'; readonly afterMs: number } | { readonly retryDecision: 'dead' }

/** `failures`: how often handling it has failed, this time included. */
export function decideRetry(failures: number, { max, firstDelayMs, maxDelayMs } = tries): Judgement {
  if (failures >= max) return { retryDecision: 'dead' }
  const afterMs = backoff(failures, { firstMs: firstDelayMs, maxMs: maxDelayMs }, noJitter)
  return { retryDecision: 'again', afterMs }
}

/** Failures by stream sequence, of the messages that failed last: bounded, so that entries may be evicted, but it does not grow. */
export class Failures {
  readonly #counts = new Map<number, number>()
  readonly #max: number

  constructor(max = 10_000) {
    this.#max = max
  }

  add(sequence: number): number {
    const count = (this.#counts.get(sequence) ?? 0) + 1
    this.#counts.delete(sequence)
    this.#counts.set(sequence, count)
    const [oldest] = this.#counts.keys()
    if (this.#counts.size > this.#max && oldest !== undefined) this.#counts.delete(oldest)
    return count
  }

  clear(sequence: number): void {
    this.#counts.delete(sequence)
  }
}
