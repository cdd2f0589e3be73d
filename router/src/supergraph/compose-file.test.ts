import { once } from 'node:events'
import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { LINK, ToySubgraph } from '../../testing/toy-subgraph.ts'
import { composeFile } from './compose-file.ts'
import { loadSupergraph } from './load-supergraph.ts'

const BOOKS = `${LINK} type Query { book: Book } type Book @key(fields: "id") { id: ID! }`
const STARS = `${LINK} type Book @key(fields: "id") { id: ID! stars: Int }`

async function run(subgraphs: readonly string[], out = 'supergraph.graphql') {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'compose-'))
  await writeFile(path.join(folder, 'books.graphql'), BOOKS)
  await writeFile(path.join(folder, 'wrong.graphql'), STARS.replace('"id"', '"isbn"'))
  const output: string[] = []
  const code = await composeFile({ subgraphs, out }, folder, (line) => output.push(line))
  return { folder, code, output: output.join('\n'), files: await readdir(folder) }
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
  ['a file that is not there', ['books:none.graphql=http://b'], 'books: none.graphql gives no schema: ENOENT'],
  [
    'schemas that do not compose',
    ['books:books.graphql=http://b', 'stars:wrong.graphql=http://s'],
    '[stars] On type "Book"',
  ],
])('%s is reported, and nothing is written', async (_what, given, message) => {
  const { code, output, files } = await run(given)
  expect([code, files]).toEqual([1, ['books.graphql', 'wrong.graphql']])
  expect(output).toContain(message)
})

test('all files that are not schemas are reported, each with its location', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'compose-'))
  await writeFile(path.join(folder, 'a.graphql'), 'type Query { a Int }')
  await writeFile(path.join(folder, 'b.graphql'), 'type Query {\n  b: Int')
  const output: string[] = []
  const subgraphs = ['a:a.graphql=http://a', 'b:b.graphql=http://b']
  expect(await composeFile({ subgraphs, out: 's.graphql' }, folder, (line) => output.push(line))).toBe(1)
  expect(output.join('\n')).toContain('[a] Syntax Error: Expected ":", found Name "Int". (line 1, column 16)')
  expect(output.join('\n')).toContain('[b] Syntax Error: Expected Name, found <EOF>. (line 2, column 9)')
})

test('a subgraph that does not run is reported with the failure of its fetch', async () => {
  const stars = await new ToySubgraph('stars', STARS).start()
  const { url } = stars
  await stars.kill()
  const { code, output, files } = await run([`stars=${url}`])
  expect([code, files]).toEqual([1, ['books.graphql', 'wrong.graphql']])
  expect(output).toContain(`stars: ${url} gives no schema: connect ECONNREFUSED`)
})

test('a server that is no subgraph is reported with its status', async () => {
  await using server = createServer((_request, response) => response.writeHead(404).end('<html>'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  const { code, output } = await run([`a=http://127.0.0.1:${port}/graphql`])
  expect([code, output]).toEqual([
    1,
    expect.stringContaining('gives no schema: status 404, and no answer to { _service'),
  ])
})

test('hints of composition are reported: a name of @override that no subgraph has', async () => {
  const override = LINK.replace('"@key"', '"@key", "@override"')
  const stars = `${override} type Book @key(fields: "id") { id: ID! stars: Int @override(from: "boks") }`
  await using running = await new ToySubgraph('stars', stars).start()
  const { code, output } = await run(['books:books.graphql=http://b', `stars=${running.url}`])
  expect(code).toBe(0)
  expect(output).toMatch(/^hint {2}FROM_SUBGRAPH_DOES_NOT_EXIST: .*"boks".*Did you mean "books"\?$/m)
})
