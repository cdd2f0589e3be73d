/** What a buffer occupies besides its own bytes: where a client sends one byte at a time, that is almost all. */
export const BUFFER_OVERHEAD_BYTES = 200

/** Bytes that are held for clients: of all together, and of each address. */
export class ByteBudget {
  readonly #maxBytes: number
  readonly #maxPerAddress: number
  readonly #ofAddress = new Map<string, number>()
  #bytes = 0

  constructor(maxBytes: number, maxPerAddress: number) {
    this.#maxBytes = maxBytes
    this.#maxPerAddress = maxPerAddress
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Whether so much more might be held, of all together. */
  hasRoom(bytes: number): boolean {
    return this.#bytes === 0 || this.#bytes + bytes <= this.#maxBytes
  }

  /**
   * Whether they may be held; a client that holds nothing may hold one item of any size. Release what was taken.
   * @param address undefined for this machine itself, which counts only among all
   */
  take(address: string | undefined, bytes: number): boolean {
    if (!this.hasRoom(bytes)) return false
    if (address !== undefined) {
      const held = this.#ofAddress.get(address) ?? 0
      if (held > 0 && held + bytes > this.#maxPerAddress) return false
      this.#ofAddress.set(address, held + bytes)
    }
    this.#bytes += bytes
    return true
  }

  give(address: string | undefined, bytes: number): void {
    this.#bytes -= bytes
    if (address === undefined) return
    const left = (this.#ofAddress.get(address) ?? 0) - bytes
    if (left > 0) this.#ofAddress.set(address, left)
    else this.#ofAddress.delete(address)
  }
}
