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
const NOT_ASCII = /[\x80-\xff]/

type HeaderLine = HeaderLines & { readonly value: string }

/** The last line of each name: most values are the same every time, and are looked at once. */
const last = new Map<string, HeaderLine>()
const MAX_NAMES = 100

/** @param headers names and values in turn. @throws TypeError for a name or value that would break the framing, and for a reserved name */
export function headerLines(headers: readonly string[]): HeaderLines {
  let text = ''
  let isAscii = true
  for (let index = 0; index < headers.length; index += 2) {
    const line = lineOf(headers[index] ?? '', headers[index + 1] ?? '')
    text += line.text
    isAscii &&= line.isAscii
  }
  return { text, isAscii }
}

function lineOf(name: string, value: string): HeaderLine {
  const known = last.get(name)
  if (known?.value === value) return known
  if ((!known && !isSendable(name)) || NO_VALUE.test(value))
    throw new TypeError(`the header ${JSON.stringify(name)} cannot be sent`)
  const line = { text: `${name}: ${value}\r\n`, isAscii: !NOT_ASCII.test(value), value }
  if (known || last.size < MAX_NAMES) last.set(name, line)
  return line
}

/** Of ASCII, as names are. */
function isSendable(name: string): boolean {
  return !NO_NAME.test(name) && !RESERVED.has(name.toLowerCase())
}
