import { parse } from 'graphql'
import { supergraphOf } from '../../../testing/execution/canned.ts'
import { planDifference } from '../../../testing/execution/same-plan.ts'
import { Planner } from '../planner.ts'
import { DirectPlanner } from './direct-planner.ts'
import { readFieldOwners } from './field-owners.ts'

const planner = new Planner(
  supergraphOf({
    orders: {
      sdl: `type Query { order(id: ID!): Order orders(first: Int = 5, where: Where): [[Order!]] node: Node any: Any self: Query }
        type Mutation { place(id: ID!): Order cancel(id: ID!): Order } type Subscription { placed: Order }
        input Where { text: String ids: [ID!] }
        type Order implements Named @key(fields: "id") { id: ID! name: String status(as: String): String user: User shop: Shop page: Page stock: Stock }
        type User @key(fields: "id") { id: ID! orders: [Order] } type Shop @key(fields: "id chain") { id: ID! chain: ID! }
        type Stock @key(fields: "shop { id }") { shop: Shop! }
        type Page @shareable { size: Int next: Page } interface Named { name: String } interface Node { id: ID! }
        type Leaf implements Node @key(fields: "id") { id: ID! } union Any = Leaf | Order`,
    },
    users: {
      sdl: `type Query { user: User } type User @key(fields: "id") { id: ID! name: String email(old: Boolean): String friends: [User!]! page: Page nick: String @shareable }
        type Page @shareable { size: Int next: Page }
        type Order @key(fields: "id") { id: ID! note: String! weight: Int @external fee: Int @requires(fields: "weight") }`,
    },
    shops: {
      sdl: `type Mutation { open: Shop } type Shop @key(fields: "id chain id") { id: ID! chain: ID! title: String }
        type Order @key(fields: "id") { id: ID! weight: Int shared: Int @shareable extra: Extra @shareable given: User @provides(fields: "nick") }
        type User @key(fields: "id") { id: ID! nick: String @external }
        type Extra @key(fields: "id") { id: ID! } type Stock @key(fields: "shop { id }") { shop: Shop! @external left: Int }`,
    },
    others: {
      sdl: `type Query { first: Order } type Order @key(fields: "id") { id: ID! shared: Int @shareable extra: Extra @shareable } type Extra @key(fields: "id") { id: ID! }
        type User @key(fields: "id") @key(fields: "number") { id: ID! number: Int age: Int }`,
    },
  }),
)
const direct = new DirectPlanner(planner.apiSchema, planner.facts.fieldOwners)

test.each([
  ['one subgraph', '{ order(id: "1") { id status(as: "a\\n\\"b\\"") } }'],
  ['fields of another one', 'query Q { order(id: 1) { note weight } }'],
  [
    'objects below objects of another one',
    'query Q { user { name orders { status user { email note: id friends { orders { note } } } } } }',
  ],
  ['a field that others only send', '{ order(id: 1) { user { nick } } }'],
  ['several roots', '{ order(id: "1") { note } user { orders { id } } again: user { name } }'],
  ['lists of lists', 'query Q($w: Where) { orders(where: $w) { note user { name } } }'],
  [
    'variables where they are used',
    'query Q($a: Boolean, $b: ID! = "1", $c: String) { order(id: $b) { status(as: $c) user { email(old: $a) } } }',
  ],
  ['values', '{ orders(first: 3, where: { text: """a "b" c""", ids: ["1", 2] }) { id } }'],
  [
    'fragments',
    '{ order(id: 1) { ...A ... on Order { note user { id } } ... { status } } } fragment A on Order { user { name ...B } } fragment B on User { orders { ... on Named { name } } }',
  ],
  ['a fragment that does not hold', '{ order(id: 1) { ... on Any { ... on Leaf { id } } } }'],
  ['names of types', '{ order(id: 1) { __typename kind: __typename note user { __typename name } } }'],
  ['nothing but the name of a type', '{ user { orders { __typename } } }'],
  ['a key of several fields', '{ order(id: 1) { shop { title } } }'],
  ['what several subgraphs have, and this one', '{ user { page { next { size } } } order(id: 1) { page { size } } }'],
  ['aliases', '{ a: order(id: 1) { b: note c: user { d: name e: id } } }'],
  ['a mutation', 'mutation M { place(id: 1) { status note user { name } } }'],
  ['a subscription', 'subscription S { placed { status note user { name } } }'],
  ['a subscription of one subgraph', 'subscription { placed { status } }'],
])('%s: planned as the planner would', (_, document) => {
  const form = direct.plan(parse(document))
  expect(form && planDifference(form, planner.plan({ document }))).toBeUndefined()
  expect(form).toBeDefined()
})

test.each([
  ['a field that requires another', '{ order(id: 1) { fee } }'],
  ['a field that provides others', '{ order(id: 1) { given { nick } } }'],
  ['a field of two other subgraphs', '{ order(id: 1) { shared } }'],
  ['an object of two other subgraphs', '{ order(id: 1) { extra { id } } }'],
  ['an object of this subgraph and another one', '{ first { extra { id } } }'],
  ['a key within another object', '{ order(id: 1) { stock { left } } }'],
  ['several keys', '{ user { age } }'],
  ['an interface', '{ node { id } }'],
  ['a union', '{ any { __typename } }'],
  ['a way back to the root', '{ self { user { name } } }'],
  ['introspection', '{ __typename user { name } }'],
  ["an alias that is a key's name", '{ order(id: 1) { note id: status } }'],
  ["an alias that may be introspection's", '{ user { __name: name } }'],
  [
    "a variable that is an entity fetch's",
    'query Q($representations: String) { order(id: 1) { status(as: $representations) } }',
  ],
  ['a directive', '{ user { name @include(if: true) } }'],
  ["a directive of a fragment's definition", '{ user { ...F } } fragment F on User @any { name }'],
  ['several fields of a mutation', 'mutation { place(id: 1) { id } open { id } }'],
])("%s: the planner's", (_, document) => {
  expect(direct.plan(parse(document))).toBeUndefined()
})

test('a document of which most is fragments upon fragments is left to the planner', () => {
  const fragments = Array.from(
    { length: 20 },
    (_, n) => `fragment F${n} on User { a: friends { ...F${n + 1} } b: friends { ...F${n + 1} } }`,
  )
  expect(direct.plan(parse(`{ user { ...F0 } } ${fragments.join('\n')} fragment F20 on User { id }`))).toBeUndefined()
})

/** Fields of 50 users, each with fetches of its own. */
const ofUsers = (fields: string): string =>
  `{ order(id: 1) { ${Array.from({ length: 50 }, (_, n) => `u${n}: user { ...F }`).join(' ')} } } fragment F on User { ${fields} }`

test.each<[string, (long: string) => string]>([
  ['of an argument', (long) => ofUsers(`orders { status(as: "${long}") }`)],
  ["of a name's alias", (long) => ofUsers(`${long}: __typename`)],
  ["of the operation's name", (long) => `query ${long} ${ofUsers('name')}`],
  ["of a variable's name", (long) => `query ($${long}: String) ${ofUsers(`orders { status(as: $${long}) }`)}`],
  [
    'of the default value of a variable',
    (long) => `query ($v: String = "${long}") ${ofUsers('friends { orders { status(as: $v) } }')}`,
  ],
  ['of a path', (long) => ofUsers('name').replace('order(', `${long}: order(`)],
])('a document whose fetches would be many times as long, because %s, is left to the planner', (_, document) => {
  expect(direct.plan(parse(document('x'.repeat(500))))).toBeDefined()
  expect(direct.plan(parse(document('x'.repeat(10_000))))).toBeUndefined()
})

test('a fragment is looked into once for an object, however often it is spread', () => {
  const fragments = Array.from({ length: 60 }, (_, n) => `fragment F${n} on User { ...F${n + 1} ...F${n + 1} }`)
  const document = `{ user { ...F0 } } ${fragments.join('\n')} fragment F60 on User { id }`
  expect(direct.plan(parse(document))).toBeDefined()
})

test("a type whose fields may be its owner's, as in the first join specification, is left to the planner", () => {
  const owners = readFieldOwners(
    parse(`enum join__Graph { A @join__graph(name: "a", url: "http://a") B @join__graph(name: "b", url: "http://b") }
      type Query { t: T @join__field(graph: A) }
      type T @join__owner(graph: A) @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") { id: ID! name: String }
      type V @join__type(graph: A) { name: String }`),
  )
  expect([...owners.keys()]).toEqual(['V'])
})
