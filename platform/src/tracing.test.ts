import { continueTrace, parseTraceparent } from './tracing.ts'

const header = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test('a trace goes on with a span of its own', () => {
  const next = parseTraceparent(continueTrace(header))
  expect(next).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', sampled: true })
  expect(next?.spanId).not.toBe('b7ad6b7169203331')
})

test('what was not sampled stays so', () => {
  expect(continueTrace(header.replace(/01$/, '00'))).toMatch(/-00$/)
})

test.each([
  undefined,
  '',
  'nonsense',
  header.toUpperCase(),
  header.replace(/^00/, 'ff'),
  `${header}-more`,
  '00-00000000000000000000000000000000-b7ad6b7169203331-01',
  '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
])('where there is no valid trace, one begins: %s', (given) => {
  expect(parseTraceparent(given)).toBeUndefined()
  expect(parseTraceparent(continueTrace(given))).toMatchObject({ sampled: true })
})

test('a later version is read as far as it is known', () => {
  expect(parseTraceparent(`${header.replace(/^00/, '01')}-more`)).toMatchObject({ sampled: true })
})
