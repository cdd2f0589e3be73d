import { GraphQLError } from 'graphql'
import { RefusedOperation } from '../executor.ts'
import { refuseUnplannable } from './run.ts'

test.each([
  [{ code: 'SERVICE_UNAVAILABLE', retryAfter: 1 }, 503],
  [{ code: 'LIMIT_EXCEEDED', limit: 'planningTime' }, 400],
  [{ code: 'GRAPHQL_VALIDATION_FAILED' }, 400],
])('what is refused with %j has status %i and the same extensions', (extensions, status) => {
  const refuse = () => refuseUnplannable(new RefusedOperation([{ message: 'refused', extensions }]))
  expect(refuse).toThrow(expect.objectContaining({ status, errors: [{ message: 'refused', extensions }] }))
})

test.each([
  new GraphQLError('of a library', { extensions: { code: 'INVALID_GRAPHQL' } }),
  new TypeError('of the machine'),
])('what else a planner throws is no refusal: %s', (error) => expect(() => refuseUnplannable(error)).toThrow(error))
