import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'
import { type Authenticate, createAuthenticate } from './auth.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'

const SECRET = 'a secret of thirty-two bytes or more'
const ours = { JWT_ISSUER: 'shop', JWT_AUDIENCE: 'shop' }
const authenticate = createAuthenticate({ ...ours, JWT_SECRET: SECRET })

const now = () => Math.floor(Date.now() / 1000)
const claims = () => ({ iss: 'shop', aud: 'shop', sub: 'user-1', exp: now() + 60, roles: ['customer'] })
const sign = (payload: JWTPayload, secret = SECRET, alg = 'HS256') =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret))

const codeOf = async (result: ReturnType<Authenticate>): Promise<unknown> =>
  result.then(
    () => undefined,
    (error: { extensions: { code: unknown } }) => error.extensions.code,
  )

test('no header is the anonymous caller', async () => {
  expect(await authenticate(undefined)).toEqual({ kind: 'anonymous' })
})

test('roles stand in the claim that is set, and in no other', async () => {
  const other = createAuthenticate({ ...ours, JWT_SECRET: SECRET, JWT_ROLES_CLAIM: 'https://shop.example/roles' })
  const token = await sign({ ...claims(), roles: ['admin'], 'https://shop.example/roles': ['carrier'] })
  expect(await other(`Bearer ${token}`)).toMatchObject({ roles: new Set(['carrier']), scopes: new Set(['carrier']) })
  expect(await other(`Bearer ${await sign(claims())}`)).toMatchObject({ roles: new Set() })
  const wrong = other(`Bearer ${await sign({ ...claims(), 'https://shop.example/roles': 'admin' })}`)
  await expect(wrong).rejects.toThrow('The token\'s "https://shop.example/roles" must be a list')
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

test('a token whose subject is no valid user id is refused with that reason', async () => {
  const pending = authenticate(`Bearer ${await sign({ ...claims(), sub: 'auth0|user@example.com' })}`)
  await expect(pending).rejects.toThrow('The token\'s "sub" must be 1 to 64 letters, digits, "-" and "_".')
})

test.each(['auth0|user', 'somebody@example.com'])('what a subject may be is a setting: %s', async (sub) => {
  const signed = `Bearer ${await sign({ ...claims(), sub })}`
  const open = createAuthenticate({ ...ours, JWT_SECRET: SECRET, JWT_SUBJECT: '[^\\s\\p{C}]{1,255}' })
  expect(await open(signed)).toMatchObject({ userId: sub })
  expect(await codeOf(open(`Bearer ${await sign({ ...claims(), sub: 'a b' })}`))).toBe('UNAUTHENTICATED')
})

test('clocks may differ by five seconds', async () => {
  expect(await authenticate(`Bearer ${await sign({ ...claims(), exp: now() - 2 })}`)).toMatchObject({ kind: 'login' })
  expect(await authenticate(`Bearer ${await sign({ ...claims(), nbf: now() + 3 })}`)).toMatchObject({ kind: 'login' })
  expect(await codeOf(authenticate(`Bearer ${await sign({ ...claims(), exp: now() - 7 })}`))).toBe('UNAUTHENTICATED')
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
  const later = createAuthenticate({ ...ours, JWT_SECRET: SECRET }, { now: () => time })
  const token = `Bearer ${await sign(claims())}`
  expect(await later(token)).toMatchObject({ kind: 'login' })
  time += 66_000
  expect(await codeOf(later(token))).toBe('UNAUTHENTICATED')
})

async function becomesValid(attempt: () => ReturnType<Authenticate>): Promise<void> {
  const end = performance.now() + 10_000
  while ((await codeOf(attempt())) !== undefined) {
    if (performance.now() > end) throw new Error('the token never became valid')
    await turn()
  }
}

describe('with a key set', () => {
  let server: Server
  let keys: Awaited<ReturnType<typeof generateKeyPair>>
  let byUrl: Authenticate
  let published: JWK[]
  beforeAll(async () => {
    keys = await generateKeyPair('ES256')
    published = [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256' }]
    server = createServer((_, response) => response.end(JSON.stringify({ keys: published })))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // it listens on a port
    byUrl = createAuthenticate({ ...ours, JWKS_URL: `http://127.0.0.1:${port}/` })
  })
  afterAll(() => void server.close())

  test('a token is checked against it', async () => {
    const signed = await new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(keys.privateKey)
    expect(await byUrl(`Bearer ${signed}`)).toMatchObject({ userId: 'user-1' })
  })

  test('a new key of the set is found soon, and the old one is accepted while the set has it', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    const next = await new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', kid: 'k2' }).sign(privateKey)
    expect(await codeOf(byUrl(`Bearer ${next}`))).toBe('UNAUTHENTICATED')
    published = [...published, { ...(await exportJWK(publicKey)), kid: 'k2', alg: 'ES256' }]
    await becomesValid(() => byUrl(`Bearer ${next}`))
    const earlier = await new SignJWT({ ...claims(), sub: 'user-2' })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(keys.privateKey)
    expect(await byUrl(`Bearer ${earlier}`)).toMatchObject({ userId: 'user-2' })
  })

  test('a shared secret does not pass for a key', async () => {
    expect(await codeOf(byUrl(`Bearer ${await sign(claims())}`))).toBe('UNAUTHENTICATED')
  })

  test('cached keys are accepted while the set is out of reach, with a warning and their age; a withdrawn one ends when it is back', async () => {
    let time = Date.now()
    let isAway = false
    let keysOf = published
    const provider = createServer((_, response) =>
      isAway ? response.destroy() : response.end(JSON.stringify({ keys: keysOf })),
    )
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
    const { port } = provider.address() as AddressInfo // it listens on a port
    const lines: string[] = []
    const destination = { write: (line: string) => void lines.push(line) }
    const log = createLog({ name: 'test', level: 'warn', pretty: false, destination })
    const metrics = createMetrics('test')
    const settings = { ...ours, JWKS_URL: `http://127.0.0.1:${port}/` }
    const patient = createAuthenticate(settings, { now: () => time, log, metrics })
    const attempt = async (user: string) => {
      const payload = { ...claims(), sub: user, exp: Math.floor(time / 1000) + 60 }
      const signed = new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(keys.privateKey)
      return codeOf(patient(`Bearer ${await signed}`))
    }
    expect(await attempt('user-1')).toBeUndefined()
    isAway = true
    time += 3_600_000
    expect(await attempt('user-2')).toBeUndefined()
    expect(lines.join()).toContain('the key set cannot be read')
    expect(await metrics.getSingleMetricAsString('jwks_age_seconds')).toMatch(/ 3600$/)
    isAway = false
    const [first] = published
    keysOf = first ? [{ ...first, kid: 'another' }] : []
    time += 11_000
    expect(await attempt('user-3')).toBe('UNAUTHENTICATED')
    provider.closeAllConnections()
    provider.close()
  })

  test('where it is out of reach, that is no fault of the token', async () => {
    const unreachable = createAuthenticate({ ...ours, JWKS_URL: 'http://127.0.0.1:9/' })
    const signed = await new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(keys.privateKey)
    expect(await codeOf(unreachable(`Bearer ${signed}`))).toBe('SERVICE_UNAVAILABLE')
  })
})
