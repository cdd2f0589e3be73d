import { buildSchema, parse, print, stripIgnoredCharacters, validate } from 'graphql'
import { withoutImpossibleFragments } from './impossible-fragments.ts'

const schema = buildSchema(`
  union Any = A | B
  type Query { a: A }
  type A { n: Int }
  type B { m: Int }`)

test('fragments below fields of the introspection keep their definitions, also those that they spread themselves', () => {
  const fixed = withoutImpossibleFragments(
    parse(`{ a { ... on Any { ... on B { m } ...N } } __type(name: "A") { ...T } }
      fragment N on A { n } fragment T on __Type { fields { ...F } } fragment F on __Field { name }`),
    schema,
  )
  expect(validate(schema, fixed)).toEqual([])
  expect(stripIgnoredCharacters(print(fixed))).toBe(
    '{a{...on Any{...on A{n}}}__type(name:"A"){...T}}fragment T on __Type{fields{...F}}fragment F on __Field{name}',
  )
})
