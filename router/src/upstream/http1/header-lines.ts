/** Header fields as they are sent. */
export type HeaderLines = {
  readonly text: string
  /** Where false, each character is a byte (Latin-1). */
  readonly isAscii: boolean
}

const NO_NAME = /^$|[^!#$%&'*+\-.^_`|~\w]/
const NO_VALUE = /[^\t\x20-\x7e\x80-\xff]/
/** Headers of framing and routing, which the client itself writes. */
const RESERVED = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
/** Names that may be sent: the same few every time. */
const sendable = new Set<string>()
const MAX_SENDABLE = 100
const NOT_ASCII = /[\x80-\xff]/

/** @param headers names and values in turn. @throws TypeError for a name or value that would break the framing, and for a reserved name */
export function headerLines(headers: readonly string[]): HeaderLines {
  let text = ''
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? ''
    const value = headers[index + 1] ?? ''
    if (!isSendable(name) || NO_VALUE.test(value))
      throw new TypeError(`the header ${JSON.stringify(name)} cannot be sent`)
    text += `${name}: ${value}\r\n`
  }
  return { text, isAscii: !NOT_ASCII.test(text) }
}

function isSendable(name: string): boolean {
  if (sendable.has(name)) return true
  if (NO_NAME.test(name) || RESERVED.has(name.toLowerCase())) return false
  if (sendable.size < MAX_SENDABLE) sendable.add(name)
  return true
}
