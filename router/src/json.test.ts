import { copyJson, ExactNumber, parseJson } from './json.ts'

test.each([
  '9007199254740993',
  '-9223372036854775808',
  '{"a":[1,9007199254740993,{"b":-0}],"__proto__":{"c":1.0}}',
  '[1e400,1E5,0.10,123456789.123456789123456789]',
  ' 12345678901234567890'.trim(),
  '{"time":"2026-01-01T00:00:00","digits":"9007199254740993"}',
  '[0.1,1.5,-3,1000000,true,null,"x"]',
])('%s is written as it was read', (text) => {
  expect(JSON.stringify(parseJson(text))).toBe(text)
  expect(JSON.stringify(copyJson(parseJson(text)))).toBe(text)
})

test('only numbers that lose something are more than numbers', () => {
  expect(parseJson('[9007199254740991,1.25,9007199254740993]')).toEqual([
    9007199254740991,
    1.25,
    new ExactNumber('9007199254740993'),
  ])
})

test.each(['1', '-1', '0', '1.5', '0.001', '1234567890123456', '123456789012345.6'])('%s is a number', (text) => {
  expect(parseJson(text)).toBe(Number(text))
})

test('what is no JSON is none', () => {
  expect(() => parseJson('{"a":9007199254740993,}')).toThrow(SyntaxError)
})
