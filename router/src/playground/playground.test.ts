import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { bookshop } from '../../testing/bookshop.ts'
import { LINK, ToySubgraph } from '../../testing/toy-subgraph.ts'
import { ToyRouter } from '../../testing/toy-router.ts'
import { bundlePlayground } from './bundle.ts'
import { readPlaygroundFolder } from './tabs.ts'

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

async function visit(router: ToyRouter) {
  const response = await fetch(`${router.url}/graphql`, { headers: BROWSER })
  const html = await response.text()
  const [, settings = '{}'] = /id="settings">(.*)<\/script>/.exec(html) ?? []
  return { html, policy: response.headers.get('content-security-policy') ?? '', settings: JSON.parse(settings) }
}

test('a browser gets a page with the tabs of the folder, and a login with every scope that the supergraph names', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tabs-'))
  await writeFile(path.join(folder, '2.graphql'), '{ last }')
  await writeFile(path.join(folder, '1-first-steps.graphql'), 'query Q($x: Int) { first(x: $x) } # </script><b>')
  await writeFile(path.join(folder, '1-first-steps.json'), '{ "x": 1 }')
  const kim = { user: 'kim', roles: ['guest'] }
  await writeFile(path.join(folder, 'playground.json'), JSON.stringify({ logins: [kim], carry: { x: 'first.x' } }))
  const sdl = `${LINK} type Query { vault: String @requiresScopes(scopes: [["own:all"]]) }`
  await using subgraph = await new ToySubgraph('vault', sdl, { Query: { vault: () => 'gold' } }).start()
  await using router = await ToyRouter.start([subgraph], { PLAYGROUND_TABS: folder })
  const { settings, html } = await visit(router)
  expect(settings.tabs).toEqual([
    {
      ...{ id: '1-first-steps', name: '1. First steps' },
      ...{ query: 'query Q($x: Int) { first(x: $x) } # </script><b>', variables: '{ "x": 1 }' },
    },
    { id: '2', name: '2', query: '{ last }', variables: null },
  ])
  expect(settings.carry).toEqual({ x: 'first.x' })
  expect(html).not.toContain('<b>')
  expect(settings.logins).toEqual([{ user: 'developer', roles: ['own:all'] }, kim])
  const login = { method: 'POST', headers: { 'content-type': 'application/json' } }
  const response = await fetch(`${router.url}/dev/login`, { ...login, body: JSON.stringify(settings.logins[0]) })
  const { token } = z.object({ token: z.string() }).parse(await response.json())
  expect(await router.request('{ vault }', { token })).toEqual({ data: { vault: 'gold' } })
})

test('where no token can be made here the page offers no login', async () => {
  const { all } = bookshop()
  await Promise.all(all.map((subgraph) => subgraph.start()))
  await using router = await ToyRouter.start(all, { DEV_LOGIN: 'off' })
  expect((await visit(router)).settings.logins).toEqual([])
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

test('a folder whose settings are none says which file, and what was expected', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tabs-'))
  await writeFile(path.join(folder, 'playground.json'), '{ "logins": [{ "user": 5 }] }')
  await expect(readPlaygroundFolder(folder)).rejects.toThrow(/playground.json: .*expected string/s)
})

test('the page takes nothing from another host', async () => {
  const { all } = bookshop()
  await Promise.all(all.map((subgraph) => subgraph.start()))
  await using router = await ToyRouter.start(all)
  const { html, policy } = await visit(router)
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/https?:|\*/)
  expect([...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url)).toEqual([
    'data:,',
    '/playground/app.css',
    '/playground/app.js',
  ])
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

test('the page leads to the other pages that are served, where there are some', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'pages-'))
  await writeFile(path.join(folder, 'index.html'), '<!doctype html>')
  const { all } = bookshop()
  await Promise.all(all.map((subgraph) => subgraph.start()))
  await using alone = await ToyRouter.start(all)
  expect((await visit(alone)).settings.pages).toBe(false)
  await using beside = await ToyRouter.start(all, { PAGES: folder })
  expect((await visit(beside)).settings.pages).toBe(true)
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

test('programs that send requests to the same address get answers, and in production browsers do too', async () => {
  const { all } = bookshop()
  await Promise.all(all.map((subgraph) => subgraph.start()))
  await using router = await ToyRouter.start(all)
  const program = await fetch(`${router.url}/graphql?query={__typename}`, {
    headers: { 'apollo-require-preflight': '1' },
  })
  expect(await program.json()).toEqual({ data: { __typename: 'Query' } })
  await using production = await ToyRouter.start(all, { NODE_ENV: 'production' })
  const browser = await fetch(`${production.url}/graphql?query={__typename}`, {
    headers: { ...BROWSER, 'apollo-require-preflight': '1' },
  })
  expect(await browser.json()).toEqual({ data: { __typename: 'Query' } })
  expect((await fetch(`${production.url}/playground/app.js`)).status).toBe(404)
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

test('the page is put together once from the installed packages, with its workers, and nothing is fetched at run time', async () => {
  const cache = await mkdtemp(path.join(os.tmpdir(), 'cache-'))
  const [one, other] = await Promise.all([bundlePlayground(cache), bundlePlayground(cache)])
  expect(other).toEqual(one)
  expect([...one.files]).toEqual(
    expect.arrayContaining(['app.js', 'app.css', 'editor.worker.js', 'graphql.worker.js', 'json.worker.js']),
  )
  const script = await readFile(path.join(one.folder, 'app.js'), 'utf8')
  expect(script).not.toMatch(/(?:import\(|from ?|importScripts\()["']https?:/)
  const style = await readFile(path.join(one.folder, 'app.css'), 'utf8')
  expect(style).not.toMatch(/url\(["']?https?:/)
}, 600_000)

test('a folder without tabs has none', async () => {
  const empty = { tabs: [], logins: [], carry: {} }
  expect(await readPlaygroundFolder(await mkdtemp(path.join(os.tmpdir(), 'tabs-')))).toEqual(empty)
})
