/** Slots that one address may take at a time, for sockets and event streams together. */
export class AddressSlots {
  readonly #max: number
  readonly #taken = new Map<string, number>()

  constructor(max: number) {
    this.#max = max
  }

  /** Answers how to leave, once; undefined where the address has as many as it may. An unknown address is this machine itself. */
  take(address: string | undefined): (() => void) | undefined {
    if (address === undefined) return () => undefined
    const taken = this.#taken.get(address) ?? 0
    if (taken >= this.#max) return undefined
    this.#taken.set(address, taken + 1)
    let there = true
    return () => {
      if (there) this.#leave(address)
      there = false
    }
  }

  #leave(address: string): void {
    const left = (this.#taken.get(address) ?? 0) - 1
    if (left > 0) this.#taken.set(address, left)
    else this.#taken.delete(address)
  }
}
