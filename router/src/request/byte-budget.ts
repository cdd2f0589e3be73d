/** What a buffer occupies besides its own bytes: where a client sends one byte at a time, that is almost all. */
export const BUFFER_OVERHEAD_BYTES = 200

/** A connection, or a request on it, for which bytes are held. */
export type Holder = {
  /** Undefined for this machine itself, which counts only among all, and is never cut off. */
  readonly address: string | undefined
  /** Its bytes are for others from now on, and are not to be given back: let go of them at once. */
  readonly cutOff: () => void
}

/** In the order in which they began to hold something. */
type HeldByAddress = { bytes: number; readonly holders: Map<Holder, number> }

/**
 * Bytes that are held for clients: of all together, and of each address. Where there is no room, addresses that hold more than the one
 * that needs it make way, the one that holds most first: so who leaves much lying does not take the place of others.
 */
export class ByteBudget {
  readonly #maxBytes: number
  readonly #maxPerAddress: number
  readonly #ofAddress = new Map<string, HeldByAddress>()
  #bytes = 0

  constructor(maxBytes: number, maxPerAddress: number) {
    this.#maxBytes = maxBytes
    this.#maxPerAddress = maxPerAddress
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Whether an address that holds nothing might hold so much. */
  hasRoom(bytes: number): boolean {
    return this.#fits(bytes) || this.#canMakeRoom(bytes, bytes)
  }

  /** Whether they may be held; an address that holds nothing may hold one item of any size. Give back what was taken. */
  take(holder: Holder, bytes: number): boolean {
    const { address } = holder
    if (bytes === 0) return true
    const share = bytes + ((address !== undefined && this.#ofAddress.get(address)?.bytes) || 0)
    if (address !== undefined && share > bytes && share > this.#maxPerAddress) return false
    if (!this.#fits(bytes) && !this.#makeRoom(share, bytes)) return false
    this.#bytes += bytes
    if (address === undefined) return true
    const held = this.#ofAddress.get(address) ?? { bytes: 0, holders: new Map<Holder, number>() }
    this.#ofAddress.set(address, held)
    held.bytes += bytes
    held.holders.set(holder, (held.holders.get(holder) ?? 0) + bytes)
    return true
  }

  /** Nothing happens where it has been cut off. */
  give(holder: Holder, bytes: number): void {
    if (holder.address === undefined) return void (this.#bytes -= bytes)
    const held = this.#ofAddress.get(holder.address)
    const ofHolder = held?.holders.get(holder)
    if (!held || ofHolder === undefined) return
    this.#bytes -= bytes
    held.bytes -= bytes
    if (ofHolder > bytes) held.holders.set(holder, ofHolder - bytes)
    else held.holders.delete(holder)
    if (held.holders.size === 0) this.#ofAddress.delete(holder.address)
  }

  #fits(bytes: number): boolean {
    return this.#bytes === 0 || this.#bytes + bytes <= this.#maxBytes
  }

  /** @param share what the address that needs them would hold then */
  #canMakeRoom(share: number, bytes: number): boolean {
    let missing = this.#bytes + bytes - this.#maxBytes
    for (const held of this.#ofAddress.values()) {
      if (held.bytes > share) missing -= held.bytes - share
      if (missing <= 0) return true
    }
    return false
  }

  #makeRoom(share: number, bytes: number): boolean {
    if (!this.#canMakeRoom(share, bytes)) return false
    while (!this.#fits(bytes)) {
      const largest = [...this.#ofAddress.values()].reduce((one, other) => (other.bytes > one.bytes ? other : one))
      const [oldest] = largest.holders
      if (!oldest) return false
      const [holder, heldBytes] = oldest
      this.give(holder, heldBytes)
      holder.cutOff()
    }
    return true
  }
}
