import * as fc from 'fast-check'
import { DEOPTIMIZATION } from '../projection/compiled.ts'
import { anything, end, int, number, oneOf, string } from './scanning.ts'

type Read = (bytes: Uint8Array, at: number) => number

/** Whether the whole text is one value to it. */
function reads(read: Read, text: string): boolean {
  const bytes = Buffer.from(text)
  try {
    end(bytes, read(bytes, 0))
    return true
  } catch (error) {
    if (error === DEOPTIMIZATION) return false
    throw error
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const compact = fc.json({ maxDepth: 4 }).map((text) => JSON.stringify(JSON.parse(text)))

test('what JSON.stringify writes is read to its end, unless it has exponents', () => {
  fc.assert(fc.property(compact, (text) => reads(anything, text) || /\de[-+]\d/.test(text)))
})

test('what is read is JSON', () => {
  const broken = fc
    .tuple(
      compact,
      fc.nat(),
      fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', '.', 'e', '\n', '\\u12'),
    )
    .map(([text, at, what]) => text.slice(0, at % text.length) + what + text.slice((at % text.length) + 1))
  fc.assert(
    fc.property(broken, (text) => !reads(anything, text) || isJson(text)),
    { numRuns: 3_000 },
  )
})

test.each(['0', '7', '-7', '2147483647', '-2147483647'])('%s is an Int', (text) => {
  expect(reads(int, text)).toBe(true)
})

test.each(['', '-', '-0', '007', '1.0', '1e3', '2147483648', '99999999999', '"1"', 'null'])(
  '%s is not read as an Int',
  (text) => {
    expect(reads(int, text)).toBe(false)
  },
)

test.each(['0', '-1', '0.5', '-0.25', '12345678901234567890', '10.00'])('%s is a Float', (text) => {
  expect(reads(number, text)).toBe(true)
})

test.each(['', '-', '.5', '5.', '01', '-0', '-0.0', '1e3', '1E400', 'NaN', `1${'0'.repeat(400)}`])(
  '%s is not read as a Float',
  (text) => {
    expect(reads(number, text)).toBe(false)
  },
)

test.each([String.raw`"\n\"\\\/\b\f\r\t"`, String.raw`"\u00e9\uD83E"`, '"한국어"', '""', '"\u2028"'])(
  '%s is a string',
  (text) => {
    expect(reads(string, text)).toBe(true)
  },
)

test.each(['"', '"a', String.raw`"\x"`, String.raw`"\u12g4"`, String.raw`"\u12`, '"\n"', "'a'", 'a'])(
  '%s is none',
  (text) => {
    expect(reads(string, text)).toBe(false)
  },
)

test('an enum has the values that it has, and none that begins like them', () => {
  const values = ['"RED"', '"REDDISH"'].map((value) => Buffer.from(value))
  const read: Read = (bytes, at) => oneOf(bytes, at, values)
  expect(['"RED"', '"REDDISH"', '"REDD"', '"BLUE"', 'RED'].map((text) => reads(read, text))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})
