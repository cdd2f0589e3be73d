import type { ByteBudget } from '../request/byte-budget.ts'

/** Answers up to this length come in one piece or two, and do not count. */
const SMALL_BYTES = 65_536

/** Something that is being received, and can be made to wait. */
export type Receiver = {
  readonly pause: () => void
  readonly resume: () => void
}

/**
 * Bytes of large answers that are being received, of all together, which occupy the same memory as answers that wait for their clients.
 * Over the limit only the one that came first is read on, the others wait in the network. So as many answers as one likes come one after
 * the other, and not all at once into memory.
 */
export class Receiving {
  readonly #maxBytes: number
  readonly #unsent: ByteBudget | undefined
  /** In the order in which they came. */
  readonly #bytes = new Map<Receiver, number>()
  readonly #paused = new Set<Receiver>()
  #total = 0

  /** @param unsent bytes of answers that clients have not taken */
  constructor(maxBytes: number, unsent?: ByteBudget) {
    this.#maxBytes = maxBytes
    this.#unsent = unsent
  }

  /**
   * @param bytes of it so far, more than before
   * @returns false where it need not be read on: there would be no room for an answer that is as long
   */
  received(receiver: Receiver, bytes: number): boolean {
    if (bytes <= SMALL_BYTES) return true
    this.#total += bytes - (this.#bytes.get(receiver) ?? 0)
    this.#bytes.set(receiver, bytes)
    if (this.#unsent?.hasRoom(bytes) === false) return false
    if (this.#mayGoOn(receiver)) return true
    this.#paused.add(receiver)
    receiver.pause()
    return true
  }

  /** It needs no more, and holds nothing. */
  ended(receiver: Receiver): void {
    const bytes = this.#bytes.get(receiver)
    if (bytes === undefined) return
    this.#total -= bytes
    this.#bytes.delete(receiver)
    this.#paused.delete(receiver)
    for (const waiting of this.#bytes.keys())
      if (this.#mayGoOn(waiting) && this.#paused.delete(waiting)) waiting.resume()
  }

  #mayGoOn(receiver: Receiver): boolean {
    const isWithin = this.#total <= this.#maxBytes && this.#unsent?.hasRoom(this.#total) !== false
    return isWithin || this.#bytes.keys().next().value === receiver
  }
}
