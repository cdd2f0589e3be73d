import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { once } from 'node:events'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { readConfig } from '@shop/platform/config.ts'
import { routerSettings } from '../config.ts'
import { bookshop } from '../../testing/bookshop.ts'
import { SECRET, ToyRouter } from '../../testing/toy-router.ts'
import { readPageFiles } from './page-files.ts'

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const PAGE = '<!doctype html><title>A page</title>'
const SCRIPT = 'console.log("a script")'

const { all } = bookshop()
let folder: string
let router: ToyRouter

beforeAll(async () => {
  folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'pages-')), 'pages')
  await mkdir(path.join(folder, 'assets'), { recursive: true })
  await writeFile(path.join(folder, '..', 'secret.txt'), 'secret')
  await writeFile(path.join(folder, 'index.html'), PAGE)
  await writeFile(path.join(folder, 'index.html.br'), brotliCompressSync(PAGE))
  await writeFile(path.join(folder, 'assets', 'app-12345678.js'), SCRIPT)
  await writeFile(path.join(folder, 'assets', 'app-12345678.js.gz'), gzipSync(SCRIPT))
  await writeFile(path.join(folder, 'assets', 'app-12345678.js.map'), '{}')
  await Promise.all(all.map((subgraph) => subgraph.start()))
  router = await ToyRouter.start(all, { PAGES: folder })
})
afterAll(async () => {
  await router.stop()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})

const get = (at: string, headers: Record<string, string> = BROWSER, method = 'GET') =>
  fetch(router.url + at, { headers, method })

/** As it stands: fetch would tidy the path up before it sends it. */
async function raw(target: string): Promise<{ status: number | undefined; body: string }> {
  const sent = request(router.url, { path: target, headers: BROWSER }).end()
  const [response] = await once(sent, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(Buffer.from(chunk))
  return { status: response.statusCode, body: Buffer.concat(chunks).toString() }
}

test.each(['/', '/index.html', '/orders/1', '/products?search=tea', '/a%20b/'])(
  'a browser that requests %s sees the page, which is requested anew each time and runs nothing but its files',
  async (at) => {
    const response = await get(at)
    expect([response.status, await response.text()]).toEqual([200, PAGE])
    expect(response.headers.get('cache-control')).toBe('no-cache')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
  },
)

test('files that are named by their content are kept for good; others are not', async () => {
  const script = await get('/assets/app-12345678.js')
  expect([script.status, await script.text()]).toEqual([200, SCRIPT])
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
})

test.each([
  ['/', 'gzip, br', 'br'],
  ['/', 'br;q=0, gzip', null],
  ['/assets/app-12345678.js', 'gzip, deflate, br', 'gzip'],
  ['/assets/app-12345678.js', 'identity', null],
])('%s for a client that takes %s goes out as %s', async (at, encodings, expected) => {
  const response = await get(at, { ...BROWSER, 'accept-encoding': encodings })
  expect(response.headers.get('content-encoding')).toBe(expected)
  expect(response.headers.get('vary')).toBe('accept-encoding')
  expect(await response.text()).toBe(at === '/' ? PAGE : SCRIPT)
})

test.each([
  ['/assets/app-87654321.js', BROWSER],
  ['/assets/app-12345678.js.map', BROWSER],
  ['/favicon.ico', BROWSER],
  ['/.env', BROWSER],
  ['/orders/1', { accept: 'application/json' }],
])('%s is not there for %j', async (at, headers) => {
  expect((await get(at, headers)).status).toBe(404)
})

test.each(['/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '//secret.txt'])(
  'no path leads out of the folder: %s',
  async (target) =>
    expect(await raw(target)).toMatchObject({ status: 404, body: expect.not.stringContaining('secret') }),
)

test('HEAD answers all but the content, and a cached copy is confirmed with 304', async () => {
  const head = await get('/', BROWSER, 'HEAD')
  expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
    ...[200, 'text/html; charset=utf-8', ''],
  ])
  const again = await get('/', { ...BROWSER, 'if-none-match': `"other", ${head.headers.get('etag')}` })
  expect([again.status, await again.text()]).toEqual([304, ''])
})

test('other methods are refused, and what has a path of its own keeps it', async () => {
  expect((await get('/', BROWSER, 'POST')).status).toBe(405)
  expect(await (await get('/health/live')).json()).toEqual({ status: 'alive' })
  expect(await router.request('{ __typename }')).toEqual({ data: { __typename: 'Query' } })
  expect(await (await get('/graphql')).text()).toContain('id="playground"')
})

test('pages get the settings of the login, and may connect to the OpenID provider alone', async () => {
  expect(await (await get('/settings.json')).json()).toEqual({
    devLogin: true,
    playground: true,
    oidc: null,
    rolesClaim: 'roles',
  })
  const OIDC = { OIDC_ISSUER: 'https://login.example/realm', OIDC_CLIENT_ID: 'storefront' }
  await using production = await ToyRouter.start(all, { PAGES: folder, NODE_ENV: 'production', ...OIDC })
  const settings = await fetch(`${production.url}/settings.json`)
  expect(await settings.json()).toEqual({
    ...{ devLogin: false, playground: false, rolesClaim: 'roles' },
    oidc: { issuer: 'https://login.example/realm', clientId: 'storefront', scope: 'openid' },
  })
  const page = await fetch(production.url, { headers: BROWSER })
  expect(page.headers.get('content-security-policy')).toContain("connect-src 'self' https://login.example;")
})

test('a folder without a page, and incomplete settings of the login, are reported by name', () => {
  expect(() => readPageFiles(path.join(folder, 'assets'))).toThrow(/PAGES: .*index\.html/)
  const half = { NODE_ENV: 'test', SUPERGRAPH: 'x', JWT_SECRET: SECRET, OIDC_ISSUER: 'https://login.example' }
  expect(() => readConfig(routerSettings, half)).toThrow(/OIDC_CLIENT_ID: .*OIDC_ISSUER and OIDC_CLIENT_ID/)
})
