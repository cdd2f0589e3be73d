import { buildSchema, parse, print, stripIgnoredCharacters } from 'graphql'
import { withSelectionsReversed } from './selection-order.ts'

const schema = buildSchema(`
  interface Doing { first: Thing second: Thing }
  type Query { thing: Thing }
  type Mutation implements Doing { first: Thing second: Thing }
  type Thing { one: Int two: Int }`)

test.each([
  ['mutation { first { one two } second { one } }', 'mutation{first{two one}second{one}}'],
  ['mutation { ...F } fragment F on Mutation { first { one } second { one } }', undefined],
  ['mutation { ... on Mutation { first { one } ... { second { one } first { one } } } }', undefined],
  ['mutation { ...F } fragment F on Doing { first { one } second { one } }', undefined],
  ['mutation { first { ...F } } fragment F on Thing { one two }', 'mutation{first{...F}}fragment F on Thing{two one}'],
  ['{ thing { ... on Thing { one two } } }', '{thing{...on Thing{two one}}}'],
])('what is reversed is not the order in which mutations run: %s', (text, reversed = stripIgnoredCharacters(text)) => {
  expect(stripIgnoredCharacters(print(withSelectionsReversed(parse(text), schema)))).toBe(reversed)
})
