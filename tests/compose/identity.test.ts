/** The identity provider that stands in Keycloak's place: what the shop and acceptance take from it. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import path from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { freePort } from '@shop/dev/ports.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { z } from 'zod'
import { mounted } from '../../deploy/identity/src/mounted.ts'

const text = (name: string): string => readFileSync(path.join(projectRoot, name), 'utf8')
const settings = new Map(
  text('deploy/compose/oidc.env')
    .split('\n')
    .map((line): [string, string] => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]),
)

let server: Server
let origin = ''
let issuer = ''
beforeAll(async () => {
  console.warn = console.info = () => {} // that its pages are for development alone
  const port = await freePort()
  origin = `http://localhost:${port}`
  issuer = (settings.get('JWT_ISSUER') ?? '').replace('http://localhost:8080', origin)
  server = createServer(mounted(issuer)).listen(port, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
})

const Clients = z.record(z.string(), z.object({ client_id: z.string(), client_secret: z.string() }))
const clients = Clients.parse(JSON.parse(text('deploy/compose/oidc-clients.json')))
const Configuration = z.object({ issuer: z.string(), token_endpoint: z.string(), jwks_uri: z.string() })

const configuration = async () =>
  Configuration.parse(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json())

test.each(Object.entries(clients))('%s gets a token that the shop believes, with its role', async (part, client) => {
  const { token_endpoint: endpoint } = await configuration()
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...client })
  const answer = await fetch(endpoint, { method: 'POST', body })
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await answer.json())
  const keys = createRemoteJWKSet(new URL((settings.get('JWKS_URL') ?? '').replace('http://identity:8080', origin)))
  const { payload } = await jwtVerify(token, keys, { issuer, audience: settings.get('JWT_AUDIENCE') ?? '' })
  expect(payload).toMatchObject({ sub: client.client_id, roles: [part === 'stranger' ? 'customer' : part] })
})

test('its addresses are below the issuer, where Keycloak has them', async () => {
  const provider = await configuration()
  expect(provider.issuer).toBe(issuer)
  expect(provider.jwks_uri).toBe(`${issuer}/protocol/openid-connect/certs`)
  expect(settings.get('OIDC_ISSUER')).toBe(settings.get('JWT_ISSUER'))
})

test('the storefront may send its users there, and nobody else', async () => {
  const authorize = (page: string) => {
    const query = { client_id: 'storefront', response_type: 'code', scope: 'openid', redirect_uri: `${page}/signed-in` }
    const pkce = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' }
    const url = `${issuer}/protocol/openid-connect/auth?${new URLSearchParams({ ...query, ...pkce }).toString()}`
    return fetch(url, { redirect: 'manual' })
  }
  expect(settings.get('OIDC_CLIENT_ID')).toBe('storefront')
  expect((await authorize('http://127.0.0.1:4000')).status).toBe(303)
  expect((await authorize('http://shop.example')).status).toBe(400)
})
