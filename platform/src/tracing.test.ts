import { continueTrace, isSampled, parseTraceparent, traceFields } from './tracing.ts'

const header = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test('without a collector a trace is passed on as it came: no span is named that is not exported', () => {
  expect(continueTrace(header)).toBe(header)
  expect(continueTrace(header.replace(/01$/, '00'))).toMatch(/-00$/)
})

test.each([
  [header, true],
  [header.replace(/01$/, '03'), true],
  [header.replace(/01$/, '00'), false],
  [header.replace(/01$/, '02'), false],
  ['nonsense-1', false],
  [undefined, false],
])('%s is sampled: %s', (given, sampled) => {
  expect(isSampled(given)).toBe(sampled)
})

test("a log's line names trace and span", () => {
  expect(traceFields(header)).toEqual({ trace_id: '0af7651916cd43dd8448eb211c80319c', span_id: 'b7ad6b7169203331' })
  expect(traceFields('nonsense')).toEqual({})
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
])('where there is no valid trace, an unsampled one begins: %s', (given) => {
  expect(parseTraceparent(given)).toBeUndefined()
  expect(parseTraceparent(continueTrace(given))).toMatchObject({ sampled: false })
})

test('a later version is read as far as this one defines it', () => {
  expect(parseTraceparent(`${header.replace(/^00/, '01')}-more`)).toMatchObject({ sampled: true })
})
