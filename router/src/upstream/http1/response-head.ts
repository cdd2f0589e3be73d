/** Reads the head of a response of HTTP/1.1, as text: its status, and how its body ends (RFC 9112, 6.3). */

import type { ResponseHeaders } from '../transport.ts'

/** Thrown for what is no HTTP response, or whose end is ambiguous. */
export class MalformedResponse extends Error {
  override readonly name = 'MalformedResponse'
}

export type BodyFraming =
  { readonly kind: 'none' | 'chunked' | 'until the end' } | { readonly kind: 'counted'; readonly bytes: number }

export type ResponseHead = {
  readonly status: number
  /** Only those that the router reads. */
  readonly headers: ResponseHeaders
  readonly body: BodyFraming
  /** Milliseconds for which the connection may wait for another request afterwards; 0 where it may not. */
  readonly keepAliveMs: number
}

/** Without a `keep-alive` header. Many servers close idle connections after five seconds. */
const USUAL_KEEP_ALIVE_MS = 4_000
/** An idle connection is closed so much earlier than the subgraph would close it: a request could cross with the close. */
const CAUTION_MS = 1_000
const MAX_KEEP_ALIVE_MS = 600_000

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/
const LENGTH = /^\d{1,15}$/

/** What characters of Latin-1 may be part of, by their codes. */
const NAME = 1
const TEXT = 2
const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code)
  return (/[!#$%&'*+\-.^_`|~\w]/.test(character) ? NAME : 0) | (/[\t\x20-\x7e\x80-\xff]/.test(character) ? TEXT : 0)
})
const CR = 0x0d
const LF = 0x0a
const COLON = 0x3a

/** Bytes, and the text that has a character for each of them: bytes are compared in a third of the time. */
export type HeadText = { readonly bytes: Uint8Array; readonly text: string }

/** @param head without the empty line */
export function readHead(head: HeadText): ResponseHead {
  const { bytes, text } = head
  const end = endOfLine(bytes, 0)
  const { status, isNew } = text.startsWith(OK) ? AS_USUAL : readStatusLine(text.slice(0, end))
  const fields = readFields(head, end + 2)
  const body = bodyOf(status, fields, isNew)
  return {
    status,
    headers: { 'content-type': fields['content-type'], 'retry-after': fields['retry-after'] },
    body,
    keepAliveMs: body.kind === 'until the end' ? 0 : keepAliveOf(status, fields, isNew),
  }
}

/** Where the line ends that goes on at `from`. @throws MalformedResponse for control characters in it, CR or LF alone among them */
function endOfLine(bytes: Uint8Array, from: number): number {
  const end = endOf(TEXT, bytes, from)
  if (end < bytes.length && !(bytes[end] === CR && bytes[end + 1] === LF))
    throw new MalformedResponse('characters that no head has')
  return end
}

/** The first place from `from` on whose character is of another kind. */
function endOf(kind: number, bytes: Uint8Array, from: number): number {
  const { length } = bytes
  let at = from
  while (at < length && ((KINDS[bytes[at] ?? 0] ?? 0) & kind) !== 0) at++
  return at
}

/** `isNew`: HTTP/1.1, not 1.0. */
type StatusLine = { readonly status: number; readonly isNew: boolean }

const OK = 'HTTP/1.1 200 '
const AS_USUAL: StatusLine = { status: 200, isNew: true }

function readStatusLine(line: string): StatusLine {
  const [, minor, code] = STATUS_LINE.exec(line) ?? []
  if (code === undefined) throw new MalformedResponse('no status line')
  return { status: Number(code), isNew: minor === '1' }
}

const READ = ['connection', 'content-length', 'content-type', 'keep-alive', 'retry-after', 'transfer-encoding'] as const
type ReadHeader = (typeof READ)[number]
type ReadHeaders = Record<ReadHeader, string | undefined>

function readFields(head: HeadText, from: number): ReadHeaders {
  const { bytes } = head
  const fields: ReadHeaders = {
    connection: undefined,
    'content-length': undefined,
    'content-type': undefined,
    'keep-alive': undefined,
    'retry-after': undefined,
    'transfer-encoding': undefined,
  }
  for (let at = from; at < bytes.length;) {
    const colon = endOf(NAME, bytes, at)
    if (colon === at || bytes[colon] !== COLON) throw new MalformedResponse('a header without a name')
    const end = endOfLine(bytes, colon + 1)
    const field = fieldOf(bytes, at, colon)
    if (field !== undefined) {
      const value = valueOf(head, colon + 1, end)
      const earlier = fields[field]
      if (earlier !== undefined && field === 'content-length') throw new MalformedResponse('two lengths')
      fields[field] = earlier === undefined ? value : `${earlier}, ${value}`
    }
    at = end + 2
  }
  return fields
}

/** Which of those that are read has its name there. */
function fieldOf(bytes: Uint8Array, from: number, to: number): ReadHeader | undefined {
  for (const name of READ) if (name.length === to - from && isNamed(bytes, from, name)) return name
  return undefined
}

/** Whether these letters stand there, small or large. @param name in small letters and hyphens */
function isNamed(bytes: Uint8Array, from: number, name: string): boolean {
  for (let index = 0; index < name.length; index++)
    if (((bytes[from + index] ?? 0) | SMALL) !== name.charCodeAt(index)) return false
  return true
}

/** By which a small letter differs from its capital; a hyphen has it. */
const SMALL = 0x20

/** Of a header's value (RFC 9110, 5.5); `trim` would take a space of Latin-1 too, which other parsers keep. */
function valueOf({ bytes, text }: HeadText, from: number, to: number): string {
  let start = from
  let end = to
  while (start < end && isWhitespace(bytes[start])) start++
  while (start < end && isWhitespace(bytes[end - 1])) end--
  return text.slice(start, end)
}

function isWhitespace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09
}

function bodyOf(status: number, fields: ReadHeaders, isNew: boolean): BodyFraming {
  const length = fields['content-length']
  const coding = fields['transfer-encoding']
  if (length !== undefined && !LENGTH.test(length)) throw new MalformedResponse('a length that is none')
  if (coding !== undefined) {
    if (length !== undefined || !isNew || coding.toLowerCase() !== 'chunked')
      throw new MalformedResponse('a transfer coding that is not chunked alone')
    return { kind: hasNoBody(status) ? 'none' : 'chunked' }
  }
  const bytes = length === undefined ? undefined : Number(length)
  if (hasNoBody(status) || bytes === 0) return { kind: 'none' }
  return bytes === undefined ? { kind: 'until the end' } : { kind: 'counted', bytes }
}

function hasNoBody(status: number): boolean {
  return status < 200 || status === 204 || status === 304
}

function keepAliveOf(status: number, fields: ReadHeaders, isNew: boolean): number {
  const keepAliveMs = keepAliveBy(fields.connection ?? '', fields['keep-alive'] ?? '', isNew)
  // A response that must not have a body but announces one may send it all the same.
  if (hasNoBody(status) && Number(fields['content-length'] ?? 0) !== 0) return 0
  if (hasNoBody(status) && fields['transfer-encoding'] !== undefined) return 0
  return keepAliveMs
}

/** What was read last: the responses of one server say the same. */
const last = { connection: '', keepAlive: '', isNew: true, keepAliveMs: USUAL_KEEP_ALIVE_MS }

function keepAliveBy(connection: string, keepAlive: string, isNew: boolean): number {
  if (connection !== last.connection || keepAlive !== last.keepAlive || isNew !== last.isNew)
    Object.assign(last, { connection, keepAlive, isNew, keepAliveMs: readKeepAlive(connection, keepAlive, isNew) })
  return last.keepAliveMs
}

function readKeepAlive(connection: string, keepAlive: string, isNew: boolean): number {
  const options = connection.toLowerCase().split(',')
  const says = (option: string): boolean => options.some((each) => each.trim() === option)
  if (says('close') || (!isNew && !says('keep-alive'))) return 0
  const [, seconds] = /(?:^|,)\s*timeout=(\d{1,9})/i.exec(keepAlive) ?? []
  if (seconds === undefined) return USUAL_KEEP_ALIVE_MS
  return Math.min(Math.max(Number(seconds) * 1000 - CAUTION_MS, 0), MAX_KEEP_ALIVE_MS)
}
