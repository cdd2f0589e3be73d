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
/** Bare CR or LF, folded lines, and control characters. */
const FORBIDDEN = /[^\t\r\n\x20-\x7e\x80-\xff]|\r(?!\n)|(?<!\r)\n|\n[\t ]/
const NAME = /^[!#$%&'*+\-.^_`|~\w]+$/
const LENGTH = /^\d{1,15}$/

/** @param text without the empty line; a character for each byte */
export function readHead(text: string): ResponseHead {
  if (FORBIDDEN.test(text)) throw new MalformedResponse('characters that no head has')
  let end = text.indexOf('\r\n')
  if (end < 0) end = text.length
  const { status, isNew } = text.startsWith(OK) ? AS_USUAL : readStatusLine(text.slice(0, end))
  const fields = readFields(text, end + 2)
  const body = bodyOf(status, fields, isNew)
  return {
    status,
    headers: { 'content-type': fields['content-type'], 'retry-after': fields['retry-after'] },
    body,
    keepAliveMs: body.kind === 'until the end' ? 0 : keepAliveOf(status, fields, isNew),
  }
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

const FIELDS: ReadonlyMap<string, ReadHeader> = new Map(READ.map((name) => [name, name]))

function readFields(text: string, from: number): ReadHeaders {
  const fields: ReadHeaders = {
    connection: undefined,
    'content-length': undefined,
    'content-type': undefined,
    'keep-alive': undefined,
    'retry-after': undefined,
    'transfer-encoding': undefined,
  }
  for (let at = from; at < text.length;) {
    const next = text.indexOf('\r\n', at)
    const end = next < 0 ? text.length : next
    const colon = text.indexOf(':', at)
    if (colon < 0 || colon > end) throw new MalformedResponse('a header without a name')
    const field = fieldOf(text.slice(at, colon))
    if (field !== 'not read') {
      const value = withoutWhitespace(text, colon + 1, end)
      const earlier = fields[field]
      if (earlier !== undefined && field === 'content-length') throw new MalformedResponse('two lengths')
      fields[field] = earlier === undefined ? value : `${earlier}, ${value}`
    }
    at = end + 2
  }
  return fields
}

/** Names as subgraphs write them: a server always writes the same few. */
const known = new Map<string, ReadHeader | 'not read'>()
const MAX_KNOWN = 100

/** @throws MalformedResponse for what is no name */
function fieldOf(name: string): ReadHeader | 'not read' {
  const earlier = known.get(name)
  if (earlier !== undefined) return earlier
  if (!NAME.test(name)) throw new MalformedResponse('a header without a name')
  const field = FIELDS.get(name.toLowerCase()) ?? 'not read'
  if (known.size < MAX_KNOWN) known.set(name, field)
  return field
}

/** Of a header's value (RFC 9110, 5.5); `trim` would take a space of Latin-1 too, which other parsers keep. */
function withoutWhitespace(text: string, from: number, to: number): string {
  let start = from
  let end = to
  while (start < end && isWhitespace(text.charCodeAt(start))) start++
  while (start < end && isWhitespace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isWhitespace(code: number): boolean {
  return code === 0x20 || code === 0x09
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
