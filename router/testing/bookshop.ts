import { LINK, ToySubgraph } from './toy-subgraph.ts'

type Book = { id: string; title?: string }

/** Two subgraphs for tests: books, and the stars that they got. */
export function bookshop() {
  const books = new ToySubgraph(
    'books',
    `${LINK}
    type Query { book(id: ID!): Book books: [Book!]! }
    type Mutation { rename(id: ID!, title: String!): Book }
    type Subscription { ticks: Tick }
    type Tick { n: Int book: Book }
    type Book @key(fields: "id") { id: ID! title: String }`,
    {
      Query: {
        book: (_: unknown, { id }: Book) => ({ id, title: `title ${id}` }),
        books: () => ['1', '2'].map((id) => ({ id, title: `title ${id}` })),
      },
      Mutation: { rename: (_: unknown, given: Book) => given },
      Book: { __resolveReference: ({ id }: Book) => ({ id, title: `title ${id}` }) },
    },
  )
  const stars = new ToySubgraph(
    'stars',
    `${LINK}
    type Query { best: Book }
    type Book @key(fields: "id") { id: ID! stars: Int }`,
    {
      Query: { best: () => ({ id: '9', stars: 18 }) },
      Book: { __resolveReference: ({ id }: Book) => ({ id, stars: Number(id) * 2 }) },
    },
  )
  return { books, stars, all: [books, stars] }
}
