import { upstreamHeaders } from '../request/client-context.ts'
import { UpstreamHeaders } from './upstream-headers.ts'

test('a header whose value is the name of another is unchanged', () => {
  const given = { authorization: undefined, traceparent: 'the caller', requestId: 'traceparent' }
  const headers = upstreamHeaders(given).with('traceparent', 'this fetch')
  expect(headers.fields.slice(6)).toEqual(['x-request-id', 'traceparent', 'traceparent', 'this fetch'])
  expect(headers.lines.text).toContain('traceparent: this fetch\r\n')
})

test('one that is not there yet is added', () => {
  expect(new UpstreamHeaders(['accept', 'a']).with('traceparent', 'b').fields).toEqual([
    'accept',
    'a',
    'traceparent',
    'b',
  ])
})

test('the scope has all but the authorization and what differs from request to request', () => {
  const scopeOf = (fields: readonly string[]) => new UpstreamHeaders(['accept', 'a', ...fields]).scope
  expect(scopeOf(['x-request-id', '1', 'Authorization', 'b', 'traceparent', 'c', 'tracestate', 'd'])).toBe(scopeOf([]))
  expect(scopeOf(['x-label', '1'])).not.toBe(scopeOf(['x-label', '2']))
})

test('the authorization can be asked for, and left out, in any letters', () => {
  const headers = new UpstreamHeaders(['a', 'authorization', 'Authorization', 'Bearer x', 'b', 'c'])
  expect(headers.authorization).toBe('Bearer x')
  expect(headers.withoutAuthorization().fields).toEqual(['a', 'authorization', 'b', 'c'])
  expect(headers.withoutAuthorization().authorization).toBe('')
})
