import { pretty } from './pretty.ts'

test.each([
  ['{"a":1,"b":[true,null,{}],"c":"x, {y}: \\" z"}'],
  ['[]'],
  ['{"empty":{},"list":[],"deep":{"er":[{"a":-1.5}]}}'],
  ['"text"'],
])('%s is shown as JSON.stringify would have it', (text) =>
  expect(pretty(text)).toBe(JSON.stringify(JSON.parse(text), null, 2)),
)

test('a number keeps all of its digits', () =>
  expect(pretty('{"id":12345678901234567890}')).toContain('12345678901234567890'))

test.each(['not JSON', '{"cut":"of'])('what is no JSON is shown as it is: %s', (text) =>
  expect(pretty(text)).toBe(text),
)
