/**
 * Which limit a text is over: it has more lexical tokens than `tokens`, or a longer name than `nameLength`. The parser would find the same, having
 * made a node for each of the tokens before. Where the text is no GraphQL fewer may be counted; the parser counts again.
 */
export function exceededLimit(
  text: string,
  { tokens, nameLength }: { readonly tokens: number; readonly nameLength: number },
): 'tokens' | 'nameLength' | undefined {
  if (text.length <= Math.min(tokens, nameLength)) return undefined
  let count = 0
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at)
    if (isIgnored(code)) at++
    else if (code === Code.hash) at = endOfLine(text, at)
    else if (++count > tokens) return 'tokens'
    else {
      const end = endOfToken(text, at, code)
      if (end - at > nameLength && isWord(code) && !isDigit(code)) return 'nameLength'
      at = end
    }
  }
  return undefined
}

const Code = {
  ...{ tab: 9, newLine: 10, return: 13, space: 32, quote: 34, hash: 35, plus: 43, comma: 44, minus: 45, dot: 46 },
  ...{ zero: 48, nine: 57, A: 65, Z: 90, backslash: 92, underscore: 95, a: 97, z: 122, byteOrder: 0xfeff },
} as const

const BLOCK = '"""'

function isIgnored(code: number): boolean {
  return code === Code.space || code === Code.comma || isLineEnd(code) || code === Code.tab || code === Code.byteOrder
}

function isLineEnd(code: number): boolean {
  return code === Code.newLine || code === Code.return
}

function isDigit(code: number): boolean {
  return code >= Code.zero && code <= Code.nine
}

function isWord(code: number): boolean {
  return (
    (code >= Code.a && code <= Code.z) ||
    (code >= Code.A && code <= Code.Z) ||
    code === Code.underscore ||
    isDigit(code)
  )
}

function endOfLine(text: string, from: number): number {
  let at = from
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++
  return at
}

function endOfToken(text: string, from: number, first: number): number {
  if (first === Code.quote) return text.startsWith(BLOCK, from) ? endOfBlock(text, from) : endOfString(text, from)
  if (first === Code.dot) return text.startsWith('...', from) ? from + 3 : from + 1
  if (isDigit(first) || first === Code.minus) return endOfNumber(text, from)
  let at = from + 1
  if (isWord(first)) while (isWord(text.charCodeAt(at))) at++
  return at
}

/** As in 1.5e-3. */
function endOfNumber(text: string, from: number): number {
  let code: number
  let at = from
  do code = text.charCodeAt(++at)
  while (isWord(code) || code === Code.dot || code === Code.minus || code === Code.plus)
  return at
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === Code.backslash) at++
    else if (code === Code.quote || isLineEnd(code)) return at + 1
  }
  return text.length
}

function endOfBlock(text: string, from: number): number {
  let at = text.indexOf(BLOCK, from + BLOCK.length)
  while (at > 0 && text.charCodeAt(at - 1) === Code.backslash) at = text.indexOf(BLOCK, at + 1)
  return at < 0 ? text.length : at + BLOCK.length
}
