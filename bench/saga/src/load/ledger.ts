/** What became of the orders of one measurement. Times are milliseconds of one clock. */
import { distribution, type Distribution } from './percentiles.ts'

export type LedgerCounts = {
  readonly sent: number
  readonly accepted: number
  /** By error code: the system said no, or nothing. */
  readonly refused: Readonly<Record<string, number>>
  readonly done: number
  /** Accepted, and no delivery was seen before the timeout. */
  readonly lost: number
  /** From the intended moment of sending to DeliveryPrepared. */
  readonly latency: Distribution
  /** From the intended moment of sending to the answer. */
  readonly answer: Distribution
  /** How late the load generator itself was. */
  readonly lateness: Distribution
}

export class Ledger {
  readonly #latencies: number[] = []
  readonly #answers: number[] = []
  readonly #lateness: number[] = []
  readonly #refused: Record<string, number> = {}
  readonly #open = new Map<string, number>() // accepted, by order id: when it was to be sent
  readonly #early = new Map<string, number>() // prepared before the answer was here: when
  #emptied: (() => void) | undefined
  #unanswered = 0

  sent(intended: number, at: number): void {
    this.#lateness.push(at - intended)
    this.#unanswered++
  }

  accepted(orderId: string, intended: number, at: number): void {
    this.#unanswered--
    this.#answers.push(at - intended)
    this.#open.set(orderId, intended)
    const prepared = this.#early.get(orderId)
    if (prepared !== undefined) this.prepared(orderId, prepared)
  }

  refused(code: string): void {
    this.#unanswered--
    this.#refused[code] = (this.#refused[code] ?? 0) + 1
    this.#look()
  }

  /** May be called more than once for the same order. True the first time, once the answer is known as well. */
  prepared(orderId: string, at: number): boolean {
    const intended = this.#open.get(orderId)
    if (intended === undefined) {
      if (this.#unanswered > 0) this.#early.set(orderId, at)
      return false
    }
    this.#open.delete(orderId)
    this.#early.delete(orderId)
    this.#latencies.push(at - intended)
    this.#look()
    return true
  }

  /** Sent, and neither refused nor done. */
  get underWay(): number {
    return this.#unanswered + this.#open.size
  }

  get done(): number {
    return this.#latencies.length
  }

  /** Resolves when nothing is under way; call it once everything was sent. */
  async empty(): Promise<void> {
    if (this.underWay === 0) return
    await new Promise<void>((resolve) => {
      this.#emptied = resolve
    })
  }

  #look(): void {
    if (this.underWay === 0) this.#emptied?.()
  }

  tally(): LedgerCounts {
    return {
      sent: this.#lateness.length,
      accepted: this.#answers.length,
      refused: { ...this.#refused },
      done: this.#latencies.length,
      lost: this.#open.size,
      latency: distribution(this.#latencies),
      answer: distribution(this.#answers),
      lateness: distribution(this.#lateness),
    }
  }
}
