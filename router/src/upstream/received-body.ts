import { free } from '../freed-memory.ts'

/** From this length on memory for the whole is taken at once, where the length is known. */
const LARGE_BYTES = 65_536
/** What is taken ahead at most, where it is not known. */
const AHEAD_BYTES = 65_536

/** The body of one answer while it is being received: copied once where its length is known, else twice, and into few blocks, in however small parts it comes. */
export class ReceivedBody {
  #bytes = 0
  /** Memory for all of it. */
  #whole: Buffer | undefined
  #isBorrowed = false
  #blocks: Buffer[] = []
  /** At the end of the last block. */
  #room = 0

  /** So far. */
  get bytes(): number {
    return this.#bytes
  }

  get blocks(): number {
    return this.#blocks.length
  }

  /** Before anything of it has come. */
  announce(bytes: number): void {
    if (bytes > LARGE_BYTES) this.#whole = Buffer.allocUnsafeSlow(bytes) // what is not written occupies nothing
  }

  /** All of it, in memory that is another's, and is left alone until `drop`. */
  borrow(whole: Buffer): void {
    this.drop()
    this.#whole = whole
    this.#isBorrowed = true
    this.#bytes = whole.length
  }

  /** @param part its memory may be reused afterwards */
  add(part: Buffer): void {
    if (this.#whole) part.copy(this.#whole, this.#bytes)
    else this.#append(part)
    this.#bytes += part.length
  }

  #append(part: Buffer): void {
    const last = this.#blocks.at(-1)
    const copied = last && this.#room > 0 ? part.copy(last, last.length - this.#room) : 0
    this.#room -= copied
    if (copied === part.length) return
    const rest = copied === 0 ? part : part.subarray(copied)
    const ahead = Math.min(this.#bytes, AHEAD_BYTES)
    if (rest.length >= ahead) return void this.#blocks.push(Buffer.from(rest))
    const block = Buffer.allocUnsafeSlow(ahead)
    this.#room = ahead - rest.copy(block)
    this.#blocks.push(block)
  }

  /** All of it, until `drop`. */
  whole(): Buffer {
    const whole = (this.#whole ??= this.#together())
    return whole.length > this.#bytes ? whole.subarray(0, this.#bytes) : whole
  }

  /** Each block is given back as soon as it has been copied. */
  #together(): Buffer {
    const [only, another] = this.#blocks
    const whole = only && !another ? only : Buffer.allocUnsafeSlow(this.#bytes)
    let at = 0
    for (const block of this.#blocks) {
      if (block === whole) break
      at += block.copy(whole, at)
      free(block)
    }
    this.#blocks = []
    return whole
  }

  /** It is read no more. */
  drop(): void {
    if (this.#bytes > LARGE_BYTES) {
      if (this.#whole && !this.#isBorrowed) free(this.#whole)
      for (const block of this.#blocks) free(block)
    }
    this.#whole = undefined
    this.#blocks = []
  }
}
