import type { Duplex } from 'node:stream'
import { discarded } from '../discarded-bytes.ts'
import { BUFFER_OVERHEAD_BYTES, type ByteBudget } from '../request/byte-budget.ts'

/**
 * Counts what one client has sent of a message that has not ended, which is held until it ends, among what is being read.
 * @param tooMuch called where too much is being read already; nothing more is to be read of it then
 */
export function countUnfinished(
  raw: Duplex,
  address: string | undefined,
  reading: ByteBudget,
  tooMuch: () => void,
): void {
  const frames = new Frames()
  let counted = 0
  const count = (held: number): boolean => {
    const more = held - counted
    if (more > 0 && !reading.take(address, more)) return false
    if (more < 0) reading.give(address, -more)
    counted = held
    return true
  }
  const receive = (chunk: Buffer): void => {
    if (count(frames.received(chunk))) return
    raw.off('data', receive)
    tooMuch()
    discarded(counted + chunk.length)
  }
  raw.on('data', receive)
  raw.once('close', () => count(0))
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

  /** @returns bytes that the message occupies which has begun and not ended */
  received(chunk: Buffer): number {
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
