import * as fc from 'fast-check'
import { Lexer, Source, TokenKind } from 'graphql'
import { hasMoreTokens } from './tokens.ts'

const PIECES = [
  ...[
    'a',
    '_b9',
    'Name',
    ' ',
    '\n',
    '\r\n',
    '\t',
    ',',
    '\ufeff',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ':',
    '=',
    '!',
    '$',
    '@',
    '|',
    '&',
  ],
  ...[
    '...',
    ' 12 ',
    ' -1.5e+3 ',
    ' 0.1 ',
    '"text"',
    '"a \\" b # c"',
    '""',
    '"\\u0041"',
    '"""block "" \\""" # more"""',
    '""""""',
  ],
  ...['# comment {}"\n', '#\r', '# """ \n'],
]

const count = (text: string) => {
  const lexer = new Lexer(new Source(text))
  let tokens = 0
  while (lexer.advance().kind !== TokenKind.EOF) tokens++
  return tokens
}

test('as many tokens are counted as the parser finds', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }), (pieces) => {
      const text = pieces.join('')
      const tokens = lexed(text)
      if (tokens === undefined) return
      expect([text, hasMoreTokens(text, tokens)]).toEqual([text, false])
      if (tokens > 0) expect([text, hasMoreTokens(text, tokens - 1)]).toEqual([text, true])
    }),
    { numRuns: 3_000 },
  )
})

/** Undefined for what is no text of GraphQL: an empty text beside another is the beginning of a block. */
function lexed(text: string): number | undefined {
  try {
    return count(text)
  } catch {
    return undefined
  }
}

test.each(['"', '"""', '"""\\"""', '#', '"\\', '.', '-', '\u0000', 'é'])(
  'a text that breaks off has an end: %j',
  (end) => {
    expect(hasMoreTokens(`{ a ${end}`, 2)).toBe(end !== '#')
    expect(hasMoreTokens(`{ a ${end}`, 3)).toBe(false)
  },
)
