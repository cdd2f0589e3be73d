import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { type Authenticate, createAuthenticate } from './auth.ts'

const SECRET = 'a secret of thirty-two bytes or more'
const ours = { JWT_ISSUER: 'shop', JWT_AUDIENCE: 'shop' }
const authenticate = createAuthenticate({ ...ours, JWT_SECRET: SECRET })

const now = () => Math.floor(Date.now() / 1000)
const claims = () => ({ iss: 'shop', aud: 'shop', sub: 'user-1', exp: now() + 60, roles: ['customer'] })
const sign = (payload: JWTPayload, secret = SECRET, alg = 'HS256') =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret))

const codeOf = async (asked: ReturnType<Authenticate>): Promise<unknown> =>
  asked.then(
    () => undefined,
    (error: { extensions: { code: unknown } }) => error.extensions.code,
  )

test('no header is the anonymous caller', async () => {
  expect(await authenticate(undefined)).toEqual({ kind: 'anonymous' })
})

test('a valid token says who, with which roles, until when', async () => {
  const payload = { ...claims(), scope: 'read write' }
  expect(await authenticate(`Bearer ${await sign(payload)}`)).toEqual({
    ...{ kind: 'login', userId: 'user-1', expiresAt: payload.exp * 1000 },
    ...{ roles: new Set(['customer']), scopes: new Set(['customer', 'read', 'write']) },
  })
})

test.each([
  ['expired', { exp: 1 }],
  ['without an end', { exp: undefined }],
  ['of another issuer', { iss: 'other' }],
  ['for another audience', { aud: 'other' }],
  ['for nobody', { sub: undefined }],
  ['for somebody with an impossible id', { sub: 'a.b>' }],
  ['with roles that are no list', { roles: 'admin' }],
  ['not valid yet', { nbf: 4_000_000_000 }],
])('a token %s is refused', async (_, wrong) => {
  expect(await codeOf(authenticate(`Bearer ${await sign({ ...claims(), ...wrong })}`))).toBe('UNAUTHENTICATED')
})

test.each(['', 'Bearer', 'Bearer a b', 'Basic dTpw', 'Bearer nonsense'])('a header %j is refused', async (header) => {
  expect(await codeOf(authenticate(header))).toBe('UNAUTHENTICATED')
})

test('another secret, and another algorithm, are refused', async () => {
  expect(await codeOf(authenticate(`Bearer ${await sign(claims(), 'another secret of thirty-two bytes')}`))).toBe(
    'UNAUTHENTICATED',
  )
  expect(await codeOf(authenticate(`Bearer ${await sign(claims(), SECRET.repeat(2), 'HS512')}`))).toBe(
    'UNAUTHENTICATED',
  )
})

test('a token that was valid a moment ago is refused once it has expired', async () => {
  let time = Date.now()
  const later = createAuthenticate({ ...ours, JWT_SECRET: SECRET }, () => time)
  const token = `Bearer ${await sign(claims())}`
  expect(await later(token)).toMatchObject({ kind: 'login' })
  time += 66_000
  expect(await codeOf(later(token))).toBe('UNAUTHENTICATED')
})

describe('with a key set', () => {
  let server: Server
  let keys: Awaited<ReturnType<typeof generateKeyPair>>
  let byUrl: Authenticate
  beforeAll(async () => {
    keys = await generateKeyPair('ES256')
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256' }
    server = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // it listens on a port
    byUrl = createAuthenticate({ ...ours, JWKS_URL: `http://127.0.0.1:${port}/` })
  })
  afterAll(() => void server.close())

  test('a token is checked against it', async () => {
    const signed = await new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(keys.privateKey)
    expect(await byUrl(`Bearer ${signed}`)).toMatchObject({ userId: 'user-1' })
  })

  test('a shared secret does not pass for a key', async () => {
    expect(await codeOf(byUrl(`Bearer ${await sign(claims())}`))).toBe('UNAUTHENTICATED')
  })

  test('where it is out of reach, that is no fault of the token', async () => {
    const unreachable = createAuthenticate({ ...ours, JWKS_URL: 'http://127.0.0.1:9/' })
    const signed = await new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(keys.privateKey)
    expect(await codeOf(unreachable(`Bearer ${signed}`))).toBe('SERVICE_UNAVAILABLE')
  })
})
