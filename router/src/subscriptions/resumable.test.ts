import { buildSchema, parse, print, validate } from 'graphql'
import { resumable } from './resumable.ts'
import { resumableFields } from './resumable-fields.ts'

const schema = buildSchema(`
  type Query { unused: String }
  type Subscription {
    changed(id: ID!, after: String): Change!
    plain(id: ID!): Change!
    countless(after: String): Int
    numbered(after: Int): Change!
  }
  type Change { cursor: String! n: Int! }`)
const fields = new Set(resumableFields(schema).map((field) => `s.${field}`))

const primary = (query: string, variableNames: string[] = []) => ({
  service: 's',
  query,
  operationName: 'S',
  variableNames,
})

test.each([
  ['without the argument', 'subscription S($id: ID!) { changed(id: $id) { n } }', { id: '1' }, undefined],
  [
    'with a variable',
    'subscription S($id: ID!, $from: String) { changed(id: $id, after: $from) { n } }',
    { from: 'c7' },
    'c7',
  ],
  ['with a value', 'subscription S { changed(id: "1", after: "c8") { n } }', {}, 'c8'],
  ['with null', 'subscription S { changed(id: "1", after: null) { n } }', {}, undefined],
])(
  'a subscription %s is sent with the cursor in it, and again after any cursor',
  (_what, query, variables, initial) => {
    const result = resumable(primary(query, ['id', 'from']), fields)
    expect(validate(schema, parse(result.query))).toEqual([])
    expect(print(parse(result.query))).toContain('routerCursor: cursor')
    expect(result.query).toContain('after: $routerAfter')
    expect(result.resume?.initial(variables)).toBe(initial)
    expect(result.variableNames).not.toContain('from')
  },
)

test('a variable that is used elsewhere too is kept', () => {
  const query =
    'subscription S($x: String) { changed(id: "1", after: $x) { n @include(if: true) ...F @skip(if: $no) } }'
  const result = resumable(primary('subscription S($x: ID!) { it: changed(id: $x, after: "a") { n } }', ['x']), fields)
  expect([result.variableNames, result.resume?.field]).toEqual([['x'], 'it'])
  expect(resumable(primary(query, ['x']), fields).query).toContain('$no')
})

test.each([
  ['has no argument after', 'subscription S { plain(id: "1") { n } }'],
  ['has an argument after of another type', 'subscription S { numbered { n } }'],
  ['sends what has no cursor', 'subscription S { countless }'],
])('a field that %s cannot be resumed and is sent as it is', (_what, query) => {
  expect(resumable(primary(query), fields)).toEqual({ ...primary(query), resume: undefined })
})
