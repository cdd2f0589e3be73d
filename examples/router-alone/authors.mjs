/** A subgraph on Apollo Server. It knows nothing of books. */
import { readFileSync } from 'node:fs'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse } from 'graphql'

const authors = [
  { id: '1', name: 'Ursula K. Le Guin' },
  { id: '2', name: 'Italo Calvino' },
]

const schema = buildSubgraphSchema([
  {
    typeDefs: parse(readFileSync(new URL('authors.graphql', import.meta.url), 'utf8')),
    resolvers: {
      Query: { authors: () => authors },
      Author: { __resolveReference: ({ id }) => authors.find((author) => author.id === id) ?? null },
    },
  },
])

const port = Number(process.env.PORT)
const { url } = await startStandaloneServer(new ApolloServer({ schema }), { listen: { port, host: '127.0.0.1' } })
console.log(`authors: ${url}`)
