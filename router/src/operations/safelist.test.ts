import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parse, print } from 'graphql'
import { createClient } from 'graphql-ws'
import { bookshop } from '../../testing/bookshop.ts'
import { listen, socketClient } from '../../testing/client.ts'
import { ToyRouter } from '../../testing/toy-router.ts'
import { until } from '../../testing/until.ts'

const BEST = 'query Best { best { stars } }'
const TITLE = 'query Title($id: ID!) { book(id: $id) { title } }'
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const md5 = (text: string) => createHash('md5').update(text).digest('hex')

const apollo = (...documents: string[]) =>
  JSON.stringify({
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: documents.map((body) => ({ id: sha256(body), body, name: 'Any', type: 'query' })),
  })
const relay = (...documents: string[]) => JSON.stringify(Object.fromEntries(documents.map((text) => [md5(text), text])))

const { books, all } = bookshop()
let folder: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'safelist-'))
  file = path.join(folder, 'manifest.json')
  await Promise.all(all.map((subgraph) => subgraph.start()))
})
afterAll(async () => {
  await Promise.all(all.map((subgraph) => subgraph.kill()))
  await rm(folder, { recursive: true })
})

async function withSafelist(manifest: string, mode: string): Promise<ToyRouter> {
  await writeFile(file, manifest)
  return ToyRouter.start(all, { SAFELIST: file, SAFELIST_MODE: mode })
}

async function post(router: ToyRouter, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${router.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) })
  return response.json()
}

const hashed = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } } })
const answer = { data: { best: { stars: 18 } } }
const refused = (code: string) => ({ errors: [{ message: expect.any(String), extensions: { code } }] })

test('by ids: what is listed is answered by its id, as clients of Apollo and of Relay say it; texts are not taken', async () => {
  await using router = await withSafelist(apollo(BEST, TITLE), 'ids')
  expect(await post(router, hashed(BEST))).toEqual(answer)
  expect(await post(router, { documentId: `sha256:${sha256(BEST)}` })).toEqual(answer)
  expect(await post(router, { doc_id: sha256(TITLE), variables: { id: '3' } })).toEqual({
    data: { book: { title: 'title 3' } },
  })
  expect(await post(router, { query: BEST })).toEqual(refused('PERSISTED_QUERY_ID_REQUIRED'))
  expect(await post(router, hashed('{ books { id } }'))).toEqual(refused('PERSISTED_QUERY_NOT_IN_LIST'))
})

test('an id that is listed lets in no other text', async () => {
  await using router = await withSafelist(apollo(BEST), 'texts')
  const before = books.received.length
  expect(await post(router, { query: '{ books { id } }', ...hashed(BEST) })).toEqual(refused('QUERY_NOT_IN_SAFELIST'))
  expect(await post(router, { query: '{ books { id } }', ...hashed('{ books { id } }') })).toEqual(
    refused('QUERY_NOT_IN_SAFELIST'),
  )
  expect(books.received.length).toBe(before)
})

test('by texts: what is listed is answered, whatever its layout', async () => {
  await using router = await withSafelist(relay(BEST), 'texts')
  expect(await post(router, { id: md5(BEST) })).toEqual(answer)
  expect(await post(router, { query: BEST })).toEqual(answer)
  expect(await post(router, { query: 'query Best {\n  best {\n stars,\n }\n }\n' })).toEqual(answer)
  expect(await post(router, { query: 'query Best { best { id } }' })).toEqual(refused('QUERY_NOT_IN_SAFELIST'))
})

test('what is listed without any layout is answered with all that tools give it', async () => {
  const bare = '{books{id ...F}}fragment F on Book{id}'
  const printed = print(parse(bare)).replaceAll('\n', '\n  ')
  expect(printed.length).toBeGreaterThan(2 * bare.length)
  await using router = await withSafelist(relay(bare), 'texts')
  expect(await post(router, { query: printed })).toEqual({ data: { books: expect.any(Array) } })
  expect(await post(router, { query: `${printed}${' '.repeat(400)}` })).toEqual(refused('QUERY_NOT_IN_SAFELIST'))
})

test('while it only logs, everything is answered', async () => {
  await using router = await withSafelist(relay(BEST), 'log')
  expect(await post(router, { query: '{ best { id } }' })).toEqual({ data: { best: { id: '9' } } })
  expect(await post(router, { id: md5(BEST) })).toEqual(answer)
})

test('it holds over WebSocket too', async () => {
  await using router = await withSafelist(apollo(BEST), 'ids')
  const client = createClient({ url: `${router.url.replace('http', 'ws')}/graphql` })
  const results: unknown[] = []
  for await (const result of client.iterate({ query: '', ...hashed(BEST) })) results.push(result)
  expect(results).toEqual([answer])
  const pending = client.iterate({ query: '{ best { id } }' }).next()
  await expect(pending).rejects.toEqual([
    expect.objectContaining({ extensions: { code: 'PERSISTED_QUERY_ID_REQUIRED' } }),
  ])
  await client.dispose()
})

test('another manifest in its file is followed, and one that is none is not', async () => {
  await using router = await withSafelist(relay(BEST), 'texts')
  await writeFile(file, relay(BEST, '{ best { id } }'))
  await until(async () => 'data' in Object(await post(router, { query: '{ best { id } }' })))
  await writeFile(file, '{"format":')
  expect(await post(router, { query: BEST })).toEqual(answer)
})

test('a file that is no manifest is reported at start', async () => {
  await expect(withSafelist('[]', 'ids')).rejects.toThrow(/SAFELIST: .*no manifest/)
})

test('in production neither the schema nor suggestions of similar names are disclosed', async () => {
  await using router = await ToyRouter.start(all, { NODE_ENV: 'production' })
  const rejected = await router.request('{ __schema { types { name } } bost { stars } }')
  expect(rejected.data).toBeUndefined()
  expect(rejected.errors?.map(({ message }) => message).join('\n')).toMatch(
    /introspection.*\n.*Cannot query field "bost"/s,
  )
  expect(JSON.stringify(rejected)).not.toContain('Did you mean')
  const { client } = socketClient(router.url)
  const overSocket = listen(client, '{ bost { stars } }')
  await until(() => overSocket.ended !== undefined)
  await client.dispose()
  expect(JSON.stringify(overSocket.ended)).toMatch(/^(?!.*Did you mean).*Cannot query field \\"bost\\"/)
  expect(await router.request('{ __type(name: "Book") { name } }')).toMatchObject({ errors: [expect.anything()] })
})
