import { buildSchema, NoSchemaIntrospectionCustomRule, parse, specifiedRules, validate } from 'graphql'
import type { DocumentNode, ValidationRule } from 'graphql'
import { FiniteFloatsRule } from './rules.ts'
import { isValid } from './validity.ts'

const schema = buildSchema(`
  directive @once(if: Boolean) on FIELD | QUERY | VARIABLE_DEFINITION | FRAGMENT_SPREAD | INLINE_FRAGMENT | FRAGMENT_DEFINITION
  scalar Any
  enum Sort { UP DOWN }
  input Deep { sort: Sort! = UP deep: [Deep!] one: Int! floats: [Float!] any: Any }
  interface Node { id: ID! }
  type User implements Node { id: ID! name(sort: Sort = UP, deep: Deep): String friends(first: Int!): [User!]! }
  type Order implements Node { id: ID! at(any: Any): Int user: User items: [Item] }
  union Item = User | Order
  type Query { node(id: ID!): Node user(id: ID, list: [[Int!]!]): User items(deep: [Deep!] = []): [Item!]! }
  type Mutation { add(deep: Deep!): User }
  type Subscription { user(id: ID!): User }`)

const RULES = [...specifiedRules, NoSchemaIntrospectionCustomRule, FiniteFloatsRule]

const DOCUMENTS = [
  'query Q($id: ID!, $first: Int = 3, $sort: Sort) @once { node(id: $id) { __typename id ... on User { name(sort: $sort) friends(first: $first) { id } } ...O } } fragment O on Order { at(any: { a: [1, $sort] }) user { ...U } } fragment U on User @once { name }',
  'query($deep: [Deep!], $one: Int!) { items(deep: $deep) { ... on Node { id } ... on User @once(if: true) { alias: name(deep: { one: $one, deep: [{ one: 1, sort: DOWN, floats: [1, 2.5], any: null }] }) } ... on Order { items { ... { __typename } } } } }',
  'query A($flag: Boolean! @once) { user(list: [[1, 2], [3]]) { id @include(if: $flag) name @skip(if: false) } } query B { ...F } fragment F on Query { user(id: 5) { id } }',
  'mutation($deep: Deep! = { one: 1 }) { add(deep: $deep) { friends(first: 1) { name } } }',
  'subscription S($id: ID!) { user(id: $id) { id } }',
]
const WORDS = [
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ':',
    '!',
    '$',
    '=',
    '@',
    '...',
    'on',
    'query',
    'fragment',
    'mutation',
    'null',
    'true',
  ],
  ...['1', '2.5', '1e400', '"text"', 'UP', 'id', 'name', 'user', 'deep', 'one', 'first', 'sort', 'Q', 'F', 'U', 'O'],
  ...[
    'User',
    'Order',
    'Node',
    'Item',
    'Deep',
    'Int',
    'Query',
    '$id',
    '$deep',
    '$first',
    '@once',
    '@skip',
    '__typename',
  ],
]

/** The same numbers each time: 0 to below `end`. */
function numbers(seed: number): (end: number) => number {
  let state = seed
  return (end) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * end)
  }
}

/** Documents with one to three words changed, taken out or added: most of them are wrong in one way. */
function* mutated(count: number): Generator<DocumentNode> {
  const below = numbers(1)
  const words = DOCUMENTS.map((document) => document.match(/\.\.\.|[@$]?\w+(?:\.\d+)?|[^\s,]/g) ?? [])
  for (let made = 0; made < count;) {
    const changed = [...(words[below(words.length)] ?? [])]
    for (let changes = 1 + below(3); changes > 0; changes--)
      changed.splice(below(changed.length), below(2), ...(below(3) > 0 ? [WORDS[below(WORDS.length)] ?? ''] : []))
    try {
      yield parse(changed.join(' '))
      made++
    } catch {
      continue // no GraphQL
    }
  }
}

const errorsOf = (document: DocumentNode, rules: readonly ValidationRule[] = RULES) =>
  validate(schema, document, rules, { hideSuggestions: true })

test.each(DOCUMENTS)('%s', (text) => {
  expect([errorsOf(parse(text)), isValid(schema, parse(text), RULES)]).toEqual([[], true])
})

test('what validate() finds a fault in is not valid, all else is; and the same without the rule that alone finds it', () => {
  let valid = 0
  const deciding = new Set<string>()
  for (const document of mutated(400)) {
    const errors = errorsOf(document)
    const text = document.loc?.source.body
    expect([text, isValid(schema, document, RULES)]).toEqual([text, errors.length === 0])
    if (errors.length === 0) valid++
    const [rule] = errors.length === 1 ? RULES.filter((each) => errorsOf(document, [each]).length > 0) : []
    if (!rule) continue
    deciding.add(rule.name)
    const others = RULES.filter((each) => each !== rule)
    expect([text, isValid(schema, document, others)]).toEqual([text, true])
  }
  expect(valid).toBeGreaterThan(15)
  expect(deciding.size).toBeGreaterThan(6)
}, 60_000)

test('definitions of types, deep lists and circles of fragments', () => {
  const deep = `${'['.repeat(400)}1${']'.repeat(400)}`
  for (const text of [
    'type A { id: ID } query { user { id } }',
    `{ node(id: ${deep}) { id } }`,
    '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
  ])
    expect(isValid(schema, parse(text), RULES)).toBe(false)
  expect(isValid(schema, parse(`{ items(deep: [{ one: 1, any: ${deep} }]) { __typename } }`), RULES)).toBe(true)
})
