/** Answers up to this length come in one piece or two, and do not count. */
const SMALL_BYTES = 65_536

/** Something that is being received, and can be made to wait. */
export type Receiver = {
  readonly pause: () => void
  readonly resume: () => void
}

/**
 * Bytes of large answers that are being received, of all together: over the limit only the one that came first is read on, the
 * others wait in the network. So as many answers as one likes come one after the other, and not all at once into memory.
 */
export class Receiving {
  readonly #maxBytes: number
  /** In the order in which they came. */
  readonly #bytes = new Map<Receiver, number>()
  readonly #paused = new Set<Receiver>()
  #total = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** @param bytes of it so far, more than before */
  received(receiver: Receiver, bytes: number): void {
    if (bytes <= SMALL_BYTES) return
    this.#total += bytes - (this.#bytes.get(receiver) ?? 0)
    this.#bytes.set(receiver, bytes)
    if (this.#mayGoOn(receiver)) return
    this.#paused.add(receiver)
    receiver.pause()
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
    return this.#total <= this.#maxBytes || this.#bytes.keys().next().value === receiver
  }
}
