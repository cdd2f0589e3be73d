import { Bench } from '../../testing/execution/run.ts'
import { supergraphOf, theAnswer } from '../../testing/execution/canned.ts'
import { answered } from '../../testing/execution/local-upstreams.ts'

const sdl = supergraphOf({
  a: {
    sdl: 'type Query { x: T q: Query } type Mutation { change: T } type Subscription { changed: T } type T @key(fields: "id") { id: ID! }',
  },
  b: {
    sdl: 'type T @key(fields: "id") { id: ID! name: String weight: Int @external cost: Int @requires(fields: "weight") }',
  },
  c: {
    sdl: 'type T @key(fields: "id") { id: ID! weight: Int size: Int @external more: Int @requires(fields: "size") }',
  },
  d: {
    sdl: 'type T @key(fields: "id") { id: ID! size: Int @external cost: Int @external sum: Int @requires(fields: "cost") } extend type T { own: Int }'.replace(
      'size: Int @external ',
      'size: Int ',
    ),
  },
})
  .replaceAll(/\bMutation\b/g, 'RootMutation')
  .replaceAll(/\bQuery\b/g, 'RootQuery')
  .replaceAll(/\bSubscription\b/g, 'RootSubscription')

const bench = new Bench(sdl, new Map(), (_, { query, variables }) => {
  const of = variables['representations']
  const entity = { __typename: 'T', id: '1', name: 'one', weight: 2, size: 3, cost: 4, cost__required_0: 4, sum: 5 }
  if (Array.isArray(of)) return answered({ data: { _entities: of.map(() => entity) } })
  return answered({ data: { [query.startsWith('mutation') ? 'change' : 'x']: { __typename: 'T', id: '1' } } })
})

test.each([
  ['{ __typename x { name sum } }', { __typename: 'RootQuery', x: { name: 'one', sum: 5 } }],
  ['mutation { __typename change { name } }', { __typename: 'RootMutation', change: { name: 'one' } }],
  ['{ ... on RootQuery { x { name } } }', { x: { name: 'one' } }],
])('roots may have other names: %s', async (document, data) => {
  expect(await theAnswer(bench, document)).toEqual({ data })
})

test('also that of subscriptions', async () => {
  const { primary } = await bench.subscription('subscription { changed { name } }', {})
  expect(primary).toMatchObject({ service: 'a' })
})
