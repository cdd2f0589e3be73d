import { mkdtemp, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import { createLog } from '@shop/platform/log.ts'
import { bookshop } from '../../testing/bookshop.ts'
import { ToyRouter } from '../../testing/toy-router.ts'
import { LINK, ToySubgraph } from '../../testing/toy-subgraph.ts'
import { until } from '../../testing/until.ts'
import { Graph } from './graph.ts'
import { sourceFromSubgraphs } from './supergraph-source.ts'

const PAGES = `${LINK} type Book @key(fields: "id") { id: ID! pages: Int }`
const resolvers = { Book: { __resolveReference: ({ id }: { id: string }) => ({ id, pages: 100 }) } }

test('a supergraph file that changes is served from then on; one that is no supergraph leaves the present one', async () => {
  const { stars, all } = bookshop()
  await Promise.all(all.map((subgraph) => subgraph.start()))
  await using router = await ToyRouter.start(all)
  const { graph } = router.services
  const before = graph.current.supergraph.id
  await writeFile(router.file, 'type Query { unplannable: Int }')
  stars.change(PAGES, resolvers)
  await router.compose(all)
  await until(() => graph.current.supergraph.id !== before)
  expect(await router.request('{ book(id: "1") { title pages } }')).toEqual({
    data: { book: { title: 'title 1', pages: 100 } },
  })
  expect((await router.request('{ book(id: "1") { stars } }')).errors?.[0]?.extensions['code']).toBe(
    'GRAPHQL_VALIDATION_FAILED',
  )
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

test.each([
  ['that is not there', undefined, /^SUPERGRAPH: .*none.graphql cannot be read \(ENOENT/],
  ['that is none', 'no schema', /^SUPERGRAPH: .*none.graphql is no supergraph that can be served \(Syntax Error/],
])('a start with a file %s is refused in one line: it is a setting', async (_, text, problem) => {
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'supergraph-')), 'none.graphql')
  if (text !== undefined) await writeFile(file, text)
  await expect(ToyRouter.start(bookshop().all, { SUPERGRAPH: file })).rejects.toMatchObject({
    name: 'ConfigError',
    problems: [expect.stringMatching(problem)],
  })
})

test('the supergraph is composed of running subgraphs once all are there, and again when one has changed', async () => {
  const { books, stars, all } = bookshop()
  await Promise.all(all.map((subgraph) => subgraph.start()))
  const SUBGRAPHS = all.map(({ name, url }) => `${name}=${url}`).join()
  await stars.kill()
  const starting = ToyRouter.start(all, { SUBGRAPHS, SUBGRAPH_POLL_MS: '50' })
  await stars.start()
  await using router = await starting
  expect(await router.request('{ book(id: "1") { stars } }')).toEqual({ data: { book: { stars: 2 } } })
  const before = router.services.graph.current.supergraph.id
  await books.kill()
  stars.change(PAGES, resolvers)
  await until(() => router.services.graph.current.supergraph.id !== before)
  await books.start()
  expect(await router.request('{ book(id: "1") { pages } }')).toEqual({ data: { book: { pages: 100 } } })
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

test('subgraphs that do not compose any more leave the present supergraph', async () => {
  const { stars, all } = bookshop()
  await Promise.all(all.map((subgraph) => subgraph.start()))
  const SUBGRAPHS = all.map(({ name, url }) => `${name}=${url}`).join()
  await using router = await ToyRouter.start(all, { SUBGRAPHS, SUBGRAPH_POLL_MS: '50' })
  stars.change(`${LINK} type Query { best: Book } type Book @key(fields: "id") { id: ID! title: Int @shareable }`)
  const refused = () => router.metric('router_supergraph_loads_total', { outcome: 'refused' })
  await until(async () => (await refused()) > 0)
  expect(await router.request('{ book(id: "1") { title } }')).toEqual({ data: { book: { title: 'title 1' } } })
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

test('what composition of running subgraphs hints at is logged, though they compose', async () => {
  const { all } = bookshop()
  const link = LINK.replace('"@key"', '"@key", "@override"')
  const older = new ToySubgraph(
    'older',
    `${link} type Book @key(fields: "id") { id: ID! name: String @override(from: "boks") }`,
  )
  const running = [...all, older]
  await Promise.all(running.map((subgraph) => subgraph.start()))
  const lines: string[] = []
  const destination = new Writable({ write: (chunk, _, done) => (lines.push(String(chunk)), done()) })
  const stop = new AbortController()
  const refused = new Promise<string>((resolve) => {
    const following = sourceFromSubgraphs(running, 50, {
      graph: new Graph(() => Promise.reject(new Error('not served here')), 0),
      log: createLog({ name: 'router', level: 'info', pretty: false, destination }),
      signal: stop.signal,
      reloaded: resolve,
    })
    following.catch(() => undefined)
  })
  expect(await refused).toBe('refused')
  stop.abort()
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'warn',
    hints: [expect.stringMatching(/^FROM_SUBGRAPH_DOES_NOT_EXIST: .*"boks"/)],
  })
  await Promise.all(running.map((subgraph) => subgraph.kill()))
})
