import { ToyRouter } from '../testing/toy-router.ts'
import { ToySubgraph } from '../testing/toy-subgraph.ts'

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n'

const books = new ToySubgraph(
  'books',
  `${LINK}
  type Query { book(id: ID!): Book books: [Book!]! }
  type Mutation { rename(id: ID!, title: String!): Book }
  type Book @key(fields: "id") { id: ID! title: String }`,
  {
    Query: {
      book: (_: unknown, { id }: { id: string }) => ({ id, title: `title ${id}` }),
      books: () => [{ id: '1' }, { id: '2' }],
    },
    Mutation: { rename: (_: unknown, given: { id: string; title: string }) => given },
    Book: { __resolveReference: ({ id }: { id: string }) => ({ id, title: `title ${id}` }) },
  },
)
const stars = new ToySubgraph(
  'stars',
  `${LINK}
  type Query { unused: String }
  type Book @key(fields: "id") { id: ID! stars: Int }`,
  { Book: { __resolveReference: ({ id }: { id: string }) => ({ id, stars: Number(id) * 2 }) } },
)

let router: ToyRouter

beforeAll(async () => {
  await Promise.all([books.start(), stars.start()])
  router = await ToyRouter.start([books, stars])
})
afterAll(async () => {
  await router.stop()
  await Promise.all([books.kill(), stars.kill()])
})

test('a query is answered with fields of two subgraphs, in the order in which they were asked for', async () => {
  const answer = await router.ask('query Q($id: ID!) { book(id: $id) { stars id title } }', { variables: { id: '7' } })
  expect(JSON.stringify(answer)).toBe('{"data":{"book":{"stars":14,"id":"7","title":"title 7"}}}')
})
