import type { Duplex } from 'node:stream'
import { free } from '../freed-memory.ts'
import { BUFFER_OVERHEAD_BYTES, type ByteBudget } from '../request/byte-budget.ts'

/**
 * Counts what one client has sent of a message that has not ended, which is held until it ends, among what is being read; gives it back
 * when the client is gone.
 * @param tooMuch called where too much is being read already: its socket is to be destroyed
 */
export function countUnfinished(
  raw: Duplex,
  address: string | undefined,
  reading: ByteBudget,
  tooMuch: () => void,
): void {
  const frames = new Frames()
  /** What has come of a frame: of one that has ended, what is held may be a copy. */
  const unfinished: Buffer[] = []
  let counted = 0
  const count = (held: number): boolean => {
    const more = held - counted
    if (more > 0 && !reading.take(holder, more)) return false
    if (more < 0) reading.give(holder, -more)
    counted = held
    return true
  }
  const receive = (chunk: Buffer): void => {
    const held = frames.received(chunk)
    if (frames.hasEnded) unfinished.length = 0
    if (count(held)) return void (held > 0 && unfinished.push(chunk))
    refuse()
    free(chunk) // at once: thousands may be refused before the first of them is gone
  }
  const refuse = (): void => {
    raw.off('data', receive)
    tooMuch()
  }
  const holder = { address, cutOff: refuse }
  raw.prependListener('data', receive)
  raw.once('close', () => {
    count(0)
    for (const chunk of unfinished) free(chunk)
  })
}

const FIN = 0x80
const OPCODE = 0x0f
/** Control frames stand between those of a message, and have 125 bytes at most. */
const FIRST_CONTROL = 0x8
const MASKED = 0x80
const LENGTH = 0x7f
const MAX_HEADER_BYTES = 14

/** Follows the frames of a client (RFC 6455, 5.2), well-formed ones: where they are not, the WebSocket closes. */
export class Frames {
  readonly #header = Buffer.alloc(MAX_HEADER_BYTES)
  #headerBytes = 0
  /** Bytes of this frame that are to come. */
  #left = 0
  #held = 0
  /** Whether a frame ended in what was received last. */
  hasEnded = false

  /** @returns bytes that the message occupies which has begun and not ended */
  received(chunk: Buffer): number {
    this.hasEnded = false
    for (let at = 0; at < chunk.length;) {
      if (this.#left > 0) {
        const bytes = Math.min(this.#left, chunk.length - at)
        at += bytes
        this.#left -= bytes
        if (!this.#isControl) this.#held += bytes
      } else {
        this.#header[this.#headerBytes++] = chunk[at++] ?? 0
        if (this.#headerBytes < this.#headerLength) continue
        this.#left = this.#length
      }
      if (this.#left === 0) this.#ended()
    }
    return this.#held
  }

  #ended(): void {
    this.hasEnded = true
    if (!this.#isControl) this.#held = (this.#first & FIN) === 0 ? this.#held + BUFFER_OVERHEAD_BYTES : 0
    this.#headerBytes = 0
  }

  get #first(): number {
    return this.#header[0] ?? 0
  }

  get #second(): number {
    return this.#header[1] ?? 0
  }

  get #isControl(): boolean {
    return (this.#first & OPCODE) >= FIRST_CONTROL
  }

  get #headerLength(): number {
    if (this.#headerBytes < 2) return 2
    return 2 + this.#extendedLength + ((this.#second & MASKED) === 0 ? 0 : 4)
  }

  /** Bytes of the length that follow the second one. */
  get #extendedLength(): number {
    const length = this.#second & LENGTH
    return length === 127 ? 8 : length === 126 ? 2 : 0
  }

  get #length(): number {
    if (this.#extendedLength === 8) return Number(this.#header.readBigUInt64BE(2))
    return this.#extendedLength === 2 ? this.#header.readUInt16BE(2) : this.#second & LENGTH
  }
}
