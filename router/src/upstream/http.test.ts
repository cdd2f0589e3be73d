import { upstreamHeaders } from '../request/client-context.ts'
import { withTraceparent } from './http.ts'

test('a header whose value is the name of another is unchanged', () => {
  const given = { authorization: undefined, traceparent: 'the caller', requestId: 'traceparent' }
  const headers = withTraceparent(upstreamHeaders(given), 'this fetch')
  expect(headers.slice(6)).toEqual(['x-request-id', 'traceparent', 'traceparent', 'this fetch'])
})
