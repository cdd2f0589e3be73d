import { buildSchema, parse, validate } from 'graphql'
import { FiniteFloatsRule, OneSubscriptionFieldRule } from './rules.ts'

const schema =
  buildSchema(`scalar Any input In { f: [Float] } type Query { q(f: Float, any: Any, in: In): Int self: Query }
  type Subscription { a: Int b: Int }`)

function problemsOf(document: string): string[] {
  return validate(schema, parse(document), [OneSubscriptionFieldRule, FiniteFloatsRule]).map(({ message }) => message)
}

const CONDITION = 'Subscription "S" must not use @skip or @include in the top level selection.'

test.each([
  ['a condition', 'subscription S($v: Boolean!) { a @include(if: $v) }', [CONDITION]],
  [
    'a condition in a fragment',
    'subscription S($v: Boolean!) { ...F } fragment F on Subscription { ... { a @skip(if: $v) } }',
    [CONDITION],
  ],
  [
    'a condition of a fragment',
    'subscription S($v: Boolean!) { ...F @skip(if: $v) } fragment F on Subscription { a }',
    [CONDITION],
  ],
  [
    'a condition, beside another operation',
    'query Q { q } subscription S($v: Boolean!) { a @include(if: $v) }',
    [CONDITION],
  ],
  ['two fields', 'subscription S { a b }', ['Subscription "S" must select only one top level field.']],
  ['one field twice', 'subscription S { a ...F } fragment F on Subscription { a }', []],
  [
    'introspection',
    'subscription { __typename }',
    ['Anonymous Subscription must not select an introspection top level field.'],
  ],
  ['one field', 'subscription { a }', []],
])('the root of a subscription: %s', (_, document, expected) => {
  expect(problemsOf(document)).toEqual(expected)
})

test.each([
  ['{ q(f: 1e400) }', ['Float cannot represent 1e400: it is not finite.']],
  ['{ q(in: { f: [1, -1e999] }) }', ['Float cannot represent -1e999: it is not finite.']],
  ['query($f: Float = 1e400) { q(f: $f) }', ['Float cannot represent 1e400: it is not finite.']],
  ['{ q(f: 1e300, any: 1e400) }', []],
])('a Float is finite: %s', (document, expected) => {
  expect(problemsOf(document)).toEqual(expected)
})
