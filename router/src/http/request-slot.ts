import type { ServerResponse } from 'node:http'
import type { ByteBudget } from '../request/byte-budget.ts'

/** One request's place among those that are under way: until its answer has been taken, its client is gone, or it leaves before. */
export class RequestSlot {
  readonly #address: string | undefined
  readonly #unsent: ByteBudget
  readonly #left: () => void
  #bytes = 0
  #isOver = false

  constructor(response: ServerResponse, address: string | undefined, unsent: ByteBudget, left: () => void) {
    this.#address = address
    this.#unsent = unsent
    this.#left = left
    if (response.destroyed) this.leave()
    else response.once('close', () => this.leave())
  }

  /** Whether an answer of this length may wait for its client. */
  hold(bytes: number): boolean {
    if (this.#isOver) return true
    if (!this.#unsent.take(this.#address, bytes)) return false
    this.#bytes += bytes
    return true
  }

  leave(): void {
    if (this.#isOver) return
    this.#isOver = true
    if (this.#bytes > 0) this.#unsent.give(this.#address, this.#bytes)
    this.#left()
  }
}
