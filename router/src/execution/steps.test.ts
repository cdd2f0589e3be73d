import type { FetchStep } from '../planning/plan-form.ts'
import { compileBody } from './steps.ts'

const step: FetchStep = {
  kind: 'fetch',
  service: 'shop',
  operation: 'query Q($a:Int,$b:Int){x}',
  operationKind: 'query',
  operationName: 'Q',
  variables: [
    ['a', 'a'],
    ['b', 'inside'],
  ],
  path: [],
  keys: [],
}
const write = compileBody(step)

test.each([
  [{}, undefined, {}],
  [{ a: 1 }, undefined, { a: 1 }],
  [{ a: 1, b: null }, undefined, { a: 1, inside: null }],
  [{ b: 2 }, '{"id":"1"},{"id":"2"}', { inside: 2, representations: [{ id: '1' }, { id: '2' }] }],
  [{}, '', { representations: [] }],
])('variables %j and representations %j are written as JSON', (variables, representations, written) => {
  const { body } = write(variables, representations)
  expect(JSON.parse(body)).toEqual({ query: step.operation, operationName: 'Q', variables: written })
})

test('keys are equal only where subgraph and body are', () => {
  const keys = [
    write({ a: 1 }, undefined),
    write({ a: 1 }, '{}'),
    write({ b: 1 }, undefined),
    compileBody({ ...step, service: 'other' })({ a: 1 }, undefined),
    compileBody({ ...step, operation: 'query Q($a:Int,$b:Int){y}' })({ a: 1 }, undefined),
    compileBody({ ...step, operationName: 'R' })({ a: 1 }, undefined),
  ].map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
  expect(compileBody({ ...step })({ a: 1 }, undefined).key).toBe(keys[0])
})
