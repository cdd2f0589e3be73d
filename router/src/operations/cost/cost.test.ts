import { buildSchema, parse } from 'graphql'
import { compose } from '../../supergraph/compose.ts'
import { loadSupergraph } from '../../supergraph/load-supergraph.ts'
import { validOperation } from '../document.ts'
import { costing } from './compile.ts'
import type { Weights } from './weights.ts'
import { readWeights } from './weights.ts'

const NO_LIMITS = {
  tokens: 1e6,
  nameLength: 1e6,
  depth: 1e6,
  height: 1e6,
  aliases: 1e6,
  rootFields: 1e6,
  directives: 1e6,
  listItems: 1e6,
}
const rules = { limits: NO_LIMITS, introspection: true }
const NONE: Weights = { cost: new Map(), listSize: new Map() }

const plain = buildSchema(`
  type Query { one: A all: [A] page(first: Int = 4, last: Int): [A!]! connection(first: Int): Connection any: Any me: Me }
  type Mutation { change: A }
  type Connection { edges: [Edge] nodes: [A!] others: [A!] total: Int }
  type Edge { node: A }
  type A { n: Int grid: [[A]] all: [A] }
  type B { n: Int all: [A] }
  interface Me { n: Int }
  type Ann implements Me { n: Int a: A }
  union Any = A | B`)

function costOf(query: string, variables: Record<string, unknown> = {}, schema = plain, weights = NONE): number {
  return costing(schema, weights, 10)(validOperation(query, undefined, schema, rules))(variables)
}

test.each([
  ['objects count one, leaves nothing', '{ one { n } }', 1],
  ['a list of unknown length has what is assumed', '{ all { n } }', 10],
  ['lists in lists multiply', '{ all { all { n } } }', 110],
  ['lists of lists, too', '{ one { grid { n } } }', 101],
  ['pagination arguments say how long a list will be', '{ page(first: 3) { n } }', 3],
  ['their default counts where they are absent', '{ page { n } }', 4],
  ['the largest of them counts', '{ page(first: 3, last: 7) { n } }', 7],
  [
    'they size the lists of a connection',
    '{ connection(first: 3) { edges { node { n } } nodes { n } others { n } } }',
    20,
  ],
  ['fields that are merged count once', '{ one { n } ... { one { n } } ...F } fragment F on Query { one { n } }', 1],
  ['aliases count each', '{ a: one { n } b: one { n } }', 2],
  [
    'an object has one type: the most expensive counts',
    '{ any { ... on A { all { n } } ... on B { n all { n } } } }',
    11,
  ],
  ['what fragments on an interface select is added', '{ me { n ... on Ann { a { n } } } }', 2],
  ['what is left out costs nothing', '{ one { n } all @include(if: false) { n } }', 1],
  ['a mutation costs more', 'mutation { change { n } }', 11],
  ['introspection costs no fetch', '{ __schema { types { fields { name } } } }', 0],
])('%s', (_what, query, cost) => {
  expect(costOf(query)).toBe(cost)
})

test('the values of variables decide, where a document uses them', () => {
  const query = 'query($n: Int, $all: Boolean = false) { page(first: $n) { n } all @include(if: $all) { n } }'
  expect([costOf(query, { n: 50, all: false }), costOf(query, { n: 50, all: true }), costOf(query, {})]).toEqual([
    50, 60, 4,
  ])
})

const FIELDS = `
  type Query {
    assumed: [A!]! @listSize(assumedSize: 3)
    sliced(first: Int, last: Int): [A!]! @listSize(slicingArguments: ["first", "last"])
    paged(first: Int = 20, last: Int): [A!]! @listSize(slicingArguments: ["first", "last"])
    sized(first: Int): Pages @listSize(slicingArguments: ["first"], sizedFields: ["items"], requireOneSlicingArgument: false)
    dear(by: Int @weight(weight: 5), input: Page): Int @weight(weight: 7)
  }
  input Page { size: Int order: String @weight(weight: 2) }
  type Pages { items: [A!] }
  type A @weight(weight: 4) { id: ID! big: Big }
  scalar Big @weight(weight: 9)`
const sdl = compose([
  {
    name: 'a',
    url: 'http://a',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@cost", as: "@weight" }, "@listSize"]) ${FIELDS}`,
  },
])

test.each([
  ['{ assumed { id } }', 12],
  ['{ assumed { big } }', 39],
  ['{ sliced(first: 5) { id } }', 20],
  ['query($n: Int) { sliced(first: $n) { id } }', 8, { n: 2 }],
  ['{ paged { id } }', 80],
  ['{ paged(last: 5) { id } }', 80],
  ['{ paged(first: null, last: 5) { id } }', 20],
  ['query($n: Int) { paged(first: $n, last: 30) { id } }', 120],
  ['{ sized(first: 2) { items { id } } }', 9],
  ['{ sized { items { id } } }', 41],
  ['{ dear }', 7],
  ['{ dear(by: 1, input: { order: "x" }) }', 14],
] satisfies [string, number, Record<string, unknown>?][])(
  '@cost and @listSize of the supergraph decide: %s',
  (query, cost, variables: Record<string, unknown> = {}) => {
    expect(costOf(query, variables, loadSupergraph(sdl).apiSchema, readWeights(parse(sdl)))).toBe(cost)
  },
)

test.each([
  '{ sliced { id } }',
  '{ paged(last: 1, first: 2) { id } }',
  '{ paged(first: null) { id } }',
  '{ sliced(last: 1, first: 2) { id } }',
])('where one slicing argument is required, none and two are refused: %s', (query) => {
  expect(() => costOf(query, {}, loadSupergraph(sdl).apiSchema, readWeights(parse(sdl)))).toThrow(
    /takes exactly one of/,
  )
})

test('a slicing argument may stand in an input object', () => {
  const nested = `extend schema @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@listSize"])
    type Query { pages(input: Page): [A] @listSize(slicingArguments: ["input.size"]) }
    input Page { size: Int }
    type A { id: ID }`
  const schema = buildSchema(nested, { assumeValidSDL: true })
  const query = 'query($page: Page) { pages(input: $page) { id } }'
  expect(costOf(query, { page: { size: 6 } }, schema, readWeights(parse(nested)))).toBe(6)
})
