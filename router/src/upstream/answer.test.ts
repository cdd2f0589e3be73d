import { readResult } from './answer.ts'

const INVALID = {
  message: 'Subgraph "s" gave no valid answer',
  extensions: { code: 'SERVICE_UNAVAILABLE', service: 's', retryAfter: 1 },
}
const without = (message: string) => ({ message, extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', service: 's' } })
const NO_MESSAGE = without('The subgraph gave an error without a message.')

test.each([
  ['data', { data: { x: 1 } }, { data: { x: 1 }, errors: [] }],
  ['errors that are null', { data: { x: 1 }, errors: null }, { data: { x: 1 }, errors: [] }],
  ['no errors', { data: { x: 1 }, errors: [] }, { data: { x: 1 }, errors: [] }],
  ['an error without a message', { data: { x: 1 }, errors: [{}] }, { data: { x: 1 }, errors: [NO_MESSAGE] }],
  ['an error that is none', { data: { x: 1 }, errors: [null] }, { data: { x: 1 }, errors: [NO_MESSAGE] }],
  ['an error that is a text', { data: { x: 1 }, errors: ['broken'] }, { data: { x: 1 }, errors: [without('broken')] }],
  ['errors that are an object', { errors: { message: 'broken' } }, { data: null, errors: [without('broken')] }],
  ['errors that are a text', { errors: 'broken' }, { data: null, errors: [without('broken')] }],
  ['null and nothing else', { data: null }, { data: null, errors: [INVALID] }],
  ['null and no errors', { data: null, errors: [] }, { data: null, errors: [INVALID] }],
  ['neither', { hello: 1 }, { data: null, errors: [INVALID] }],
  ['no object', [1], { data: null, errors: [INVALID] }],
  [
    'a path that is none',
    { data: { x: null }, errors: [{ message: 'broken', path: [{}] }] },
    { data: { x: null }, errors: [without('broken')] },
  ],
])('a subgraph may answer with %s', (_, body, expected) => {
  expect(readResult('s', body)).toEqual(expected)
})
