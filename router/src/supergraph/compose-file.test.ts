import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { LINK, ToySubgraph } from '../../testing/toy-subgraph.ts'
import { composeFile } from './compose-file.ts'
import { loadSupergraph } from './load-supergraph.ts'

const BOOKS = `${LINK} type Query { book: Book } type Book @key(fields: "id") { id: ID! }`
const STARS = `${LINK} type Book @key(fields: "id") { id: ID! stars: Int }`

async function run(subgraphs: readonly string[], out = 'supergraph.graphql') {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'compose-'))
  await writeFile(path.join(folder, 'books.graphql'), BOOKS)
  await writeFile(path.join(folder, 'wrong.graphql'), STARS.replace('"id"', '"isbn"'))
  const told: string[] = []
  const code = await composeFile({ subgraphs, out }, folder, (line) => told.push(line))
  return { folder, code, told: told.join('\n'), files: await readdir(folder) }
}

test('a supergraph file is written from schema files and running subgraphs', async () => {
  await using stars = await new ToySubgraph('stars', STARS).start()
  const { folder, code, files } = await run(
    ['books:books.graphql=http://books/graphql', `stars=${stars.url}`],
    'super.graphql',
  )
  expect([code, files]).toEqual([0, ['books.graphql', 'super.graphql', 'wrong.graphql']])
  const { subgraphs } = loadSupergraph(await readFile(path.join(folder, 'super.graphql'), 'utf8'))
  expect([...subgraphs]).toEqual([
    ['books', 'http://books/graphql'],
    ['stars', stars.url],
  ])
})

test.each([
  ['an argument that names no subgraph', ['books.graphql'], 'books.graphql: expected name'],
  ['a file that is not there', ['books:none.graphql=http://b'], 'books: none.graphql gives no schema'],
  [
    'a subgraph that is not running',
    ['books=http://127.0.0.1:1/graphql'],
    'books: http://127.0.0.1:1/graphql gives no schema',
  ],
  [
    'schemas that do not compose',
    ['books:books.graphql=http://b', 'stars:wrong.graphql=http://s'],
    '[stars] On type "Book"',
  ],
])('%s is told, and nothing is written', async (_what, given, message) => {
  const { code, told, files } = await run(given)
  expect([code, files]).toEqual([1, ['books.graphql', 'wrong.graphql']])
  expect(told).toContain(message)
})
