import { GraphQLError } from 'graphql'
import { refuseUnplannable } from './run.ts'

test.each([
  [{ code: 'SERVICE_UNAVAILABLE', retryAfter: 1 }, 503, { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 }],
  [{ code: 'LIMIT_EXCEEDED', limit: 'planningTime' }, 400, { code: 'LIMIT_EXCEEDED', limit: 'planningTime' }],
  [{}, 400, { code: 'GRAPHQL_VALIDATION_FAILED' }],
])('what a planner refuses with %j has status %i and the planner’s extensions', (extensions, status, expected) => {
  const refuse = () => refuseUnplannable(new GraphQLError('refused', { extensions }))
  expect(refuse).toThrow(expect.objectContaining({ status, errors: [{ message: 'refused', extensions: expected }] }))
})
