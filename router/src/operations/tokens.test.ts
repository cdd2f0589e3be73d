import * as fc from 'fast-check'
import { Lexer, Source, TokenKind } from 'graphql'
import { exceededLimit } from './tokens.ts'

const hasMoreTokens = (text: string, tokens: number) => exceededLimit(text, { tokens, nameLength: 1e9 }) === 'tokens'

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

const LONG = 'n'.repeat(21)

test.each([
  ['an operation', `query ${LONG} { a }`],
  ['an alias', `{ ${LONG}: a }`],
  ['a field', `{ ${LONG} }`],
  ['an argument', `{ a(${LONG}: 1) }`],
  ['a field of an input', `{ a(b: { ${LONG}: 1 }) }`],
  ['an enum value', `{ a(b: ${LONG}) }`],
  ['a variable', `query($${LONG}: Int) { a }`],
  ['a type', `query($a: ${LONG}) { a }`],
  ['a directive', `{ a @${LONG} }`],
  ['a fragment', `{ ...${LONG} }`],
  ['a type condition', `{ ... on ${LONG} { a } }`],
])('a name over the limit is found: of %s', (_, text) => {
  expect(exceededLimit(text, { tokens: 1_000, nameLength: 20 })).toBe('nameLength')
  expect(exceededLimit(text, { tokens: 1_000, nameLength: 21 })).toBeUndefined()
})

test.each([`{ a(b: "${LONG}") }`, `{ a(b: """${LONG}""") }`, `{ a # ${LONG}\n }`, `{ a(b: ${'1'.repeat(21)}) }`])(
  'strings, numbers and comments are no names: %s',
  (text) => {
    expect(exceededLimit(text, { tokens: 1_000, nameLength: 20 })).toBeUndefined()
  },
)
