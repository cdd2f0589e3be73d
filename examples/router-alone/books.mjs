/** A subgraph on graphql-http and graphql-ws, with a subscription. Of an author it knows the id. */
import { EventEmitter, on } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse } from 'graphql'
import { createHandler } from 'graphql-http/lib/use/http'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'

const books = [
  { title: 'The Dispossessed', author: { id: '1' } },
  { title: 'Invisible Cities', author: { id: '2' } },
]
const shelf = new EventEmitter().setMaxListeners(0)

async function* everyBook() {
  const added = on(shelf, 'added') // before the first is sent, so that none is missed
  try {
    for (const book of [...books]) yield { everyBook: book }
    for await (const [book] of added) yield { everyBook: book }
  } finally {
    await added.return()
  }
}

const schema = buildSubgraphSchema([
  {
    typeDefs: parse(readFileSync(new URL('books.graphql', import.meta.url), 'utf8')),
    resolvers: {
      Query: { books: () => books },
      Mutation: {
        addBook(_, { title, authorId }) {
          const book = { title, author: { id: authorId } }
          books.push(book)
          shelf.emit('added', book)
          return book
        },
      },
      Subscription: { everyBook: { subscribe: everyBook } },
      Author: { books: ({ id }) => books.filter(({ author }) => author.id === id) },
    },
  },
])

const answer = createHandler({ schema })
const server = createServer((request, response) => void answer(request, response))
useServer({ schema }, new WebSocketServer({ server }))
const port = Number(process.env.PORT)
server.listen(port, '127.0.0.1', () => console.log(`books: http://127.0.0.1:${port}/`))
