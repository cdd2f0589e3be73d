/** Reads a response of HTTP/1.1 (RFC 9112) out of the pieces that a connection receives. */

import { MalformedResponse, readHead, type ResponseHead } from './response-head.ts'

/** Bytes of one response that are none of its body: heads, chunks' extensions, and trailers. */
const MAX_TEXT_BYTES = 16_384
/** Bytes of the line before a chunk. */
const MAX_LINE_BYTES = 1_024

const PROTOCOL = 'HTTP/1.'
const CHUNK_SIZE = /^([\da-f]{1,8})(?:[\t ]*;[\t\x20-\x7e\x80-\xff]*)?$/i
const UNPRINTABLE = /[^\t\x20-\x7e\x80-\xff]/

export type ResponseSink = {
  /** The final response's: interim responses (1xx) are skipped. */
  readonly head: (head: ResponseHead) => void
  /**
   * A part of the body; its memory is reused afterwards.
   * @param isWhole all of the body: the response ends with it, in the same call
   */
  readonly data: (bytes: Buffer, isWhole: boolean) => void
}

type Expected = 'head' | 'counted' | 'chunk size' | 'chunk' | 'end of chunk' | 'trailer' | 'until the end' | 'nothing'

const NOTHING = Buffer.alloc(0)

/** Reads one response after the other on a connection. */
export class ResponseReader {
  readonly #sink: ResponseSink
  #expected: Expected = 'head'
  #bytes: Buffer = NOTHING
  #at = 0
  /** The received part of an incomplete head or line. */
  #partial = ''
  /** Of the body, where the head gives it. */
  #length: number | undefined
  /** Bytes of the body, or of its chunk, that have not come yet. */
  #left = 0
  #textBytes = 0

  constructor(sink: ResponseSink) {
    this.#sink = sink
  }

  /** Whether the response ends with the connection. */
  get endsWithConnection(): boolean {
    return this.#expected === 'until the end'
  }

  /** @returns how many of the bytes are the response's, where they have its end. @throws MalformedResponse */
  take(bytes: Buffer): number | undefined {
    this.#bytes = bytes
    this.#at = 0
    while (this.#at < bytes.length && this.#expected !== 'nothing') this.#step()
    this.#bytes = NOTHING
    if (this.#expected !== 'nothing') return undefined
    this.#expected = 'head'
    this.#textBytes = 0
    return this.#at
  }

  #step(): void {
    switch (this.#expected) {
      case 'head':
        return this.#head()
      case 'counted':
        return this.#part('nothing')
      case 'chunk size':
        return this.#chunkSize()
      case 'chunk':
        return this.#part('end of chunk')
      case 'end of chunk':
        return this.#endOfChunk()
      case 'trailer':
        return this.#trailer()
      case 'until the end':
        this.#left = this.#bytes.length
        return this.#part('until the end')
      case 'nothing':
    }
  }

  #head(): void {
    const from = this.#at
    const isInOnePiece = this.#partial === ''
    const text = this.#text('\r\n\r\n', MAX_TEXT_BYTES - this.#textBytes)
    if (text === undefined) {
      if (!this.#partial.startsWith(PROTOCOL.slice(0, this.#partial.length)))
        throw new MalformedResponse('no status line')
      return
    }
    this.#textBytes += text.length
    const bytes = isInOnePiece ? this.#bytes.subarray(from, from + text.length) : Buffer.from(text, 'latin1')
    const head = readHead({ bytes, text })
    if (head.status === 101) throw new MalformedResponse('another protocol that was not requested')
    if (head.status < 200) return
    const { body } = head
    this.#sink.head(head)
    this.#length = body.kind === 'counted' ? body.bytes : undefined
    this.#left = this.#length ?? 0
    if (body.kind === 'none') this.#expected = 'nothing'
    else this.#expected = body.kind === 'chunked' ? 'chunk size' : body.kind
  }

  /** @param next what is expected when nothing is left */
  #part(next: Expected): void {
    const end = Math.min(this.#at + this.#left, this.#bytes.length)
    const part = this.#bytes.subarray(this.#at, end)
    this.#left -= part.length
    this.#at = end
    if (this.#left === 0) this.#expected = next
    this.#sink.data(part, part.length === this.#length)
  }

  #chunkSize(): void {
    const line = this.#text('\r\n', MAX_LINE_BYTES)
    if (line === undefined) return
    const [, size] = CHUNK_SIZE.exec(line) ?? []
    if (size === undefined) throw new MalformedResponse('a chunk without its size')
    this.#textBytes += line.length - size.length
    if (this.#textBytes > MAX_TEXT_BYTES) throw new MalformedResponse('extensions that are too long')
    this.#left = Number.parseInt(size, 16)
    this.#expected = this.#left === 0 ? 'trailer' : 'chunk'
  }

  #endOfChunk(): void {
    const line = this.#text('\r\n', 0)
    if (line !== undefined) this.#expected = 'chunk size'
  }

  /** Trailers are skipped. */
  #trailer(): void {
    const line = this.#text('\r\n', MAX_TEXT_BYTES - this.#textBytes)
    if (line === undefined) return
    if (UNPRINTABLE.test(line)) throw new MalformedResponse('characters that no trailer has')
    this.#textBytes += line.length
    if (line === '') this.#expected = 'nothing'
  }

  /** What stands before `end`, a character for each byte; undefined until that has come. Moves behind it. */
  #text(end: string, maxBytes: number): string | undefined {
    if (this.#partial !== '') return this.#continued(end, maxBytes)
    const found = this.#bytes.indexOf(end, this.#at, 'latin1')
    if (found < 0 || found > this.#at + maxBytes) return this.#continued(end, maxBytes)
    const text = this.#bytes.toString('latin1', this.#at, found)
    this.#at = found + end.length
    return text
  }

  /** The same for what comes in pieces, or is too long. */
  #continued(end: string, maxBytes: number): string | undefined {
    const earlier = this.#partial.length
    const text = this.#partial + this.#bytes.toString('latin1', this.#at, this.#at + maxBytes + end.length - earlier)
    const length = text.indexOf(end, Math.max(0, earlier - end.length))
    if (length > maxBytes || (length < 0 && text.length >= maxBytes + end.length))
      throw new MalformedResponse('a head or a line that is too long')
    this.#at += text.length - earlier
    if (length < 0) {
      this.#partial = text
      return undefined
    }
    this.#at -= text.length - length - end.length
    this.#partial = ''
    return text.slice(0, length)
  }
}
