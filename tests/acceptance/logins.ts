/** Where the tokens of the acceptance check come from. */
import { createPrivateKey, createSecretKey, randomUUID, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Obstacle, errorMessage } from '@shop/dev/obstacle.ts'
import { decodeJwt, SignJWT } from 'jose'
import { z } from 'zod'
import type { Person } from './deployment.ts'

export const logins = ['admin', 'carrier', 'customer', 'stranger'] as const
export type LoginRole = (typeof logins)[number]
export type People = Readonly<Record<LoginRole, Person>>

export type TokenSource =
  | { readonly kind: 'dev login' }
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'key'; readonly file: string; readonly keyId: string | undefined }
  | { readonly kind: 'oidc'; readonly issuer: string; readonly clientsFile: string }

export type TokenClaims = {
  readonly issuer: string
  readonly audience: string
  /** The claim that lists the roles; default: roles. */
  readonly rolesClaim?: string
}

/** `stranger` is another customer. */
const roleOf = (login: LoginRole): string => (login === 'stranger' ? 'customer' : login)

/** A user for each role; new ones each time, unless an OpenID provider names them. */
export async function logIn(url: string, source: TokenSource, claims: TokenClaims): Promise<People> {
  const run = randomUUID().slice(0, 8)
  const tokenFor = await tokens(url, source, claims)
  const person = async (login: LoginRole): Promise<Person> => {
    const token = await tokenFor(login, `acceptance-${login}-${run}`)
    return { userId: decodeJwt(token).sub ?? '', authorization: `Bearer ${token}` }
  }
  const [admin, carrier] = [await person('admin'), await person('carrier')]
  return { admin, carrier, customer: await person('customer'), stranger: await person('stranger') }
}

type TokenFor = (login: LoginRole, user: string) => Promise<string>

async function tokens(url: string, source: TokenSource, claims: TokenClaims): Promise<TokenFor> {
  switch (source.kind) {
    case 'dev login':
      return (login, user) => devLogin(url, user, roleOf(login))
    case 'secret':
      return signer(createSecretKey(source.secret, 'utf8'), { alg: 'HS256' }, claims)
    case 'key': {
      const { key, header } = await privateKey(source.file, source.keyId)
      return signer(key, header, claims)
    }
    case 'oidc':
      return clientCredentials(source.issuer, source.clientsFile)
  }
}

async function devLogin(url: string, user: string, role: string): Promise<string> {
  const response = await fetch(`${url}/dev/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, roles: [role] }),
  })
  if (response.ok) return z.object({ token: z.string() }).parse(await response.json()).token
  throw new Obstacle(
    `${url}/dev/login gives no tokens (HTTP ${response.status}): a shop in production has none. Set JWT_SECRET or JWT_SECRET_FILE, or give --key or --oidc-issuer.`,
  )
}

type Header = { readonly alg: string; readonly kid?: string }

function signer(key: KeyObject, header: Header, { issuer, audience, rolesClaim = 'roles' }: TokenClaims): TokenFor {
  return (login, user) =>
    new SignJWT({ [rolesClaim]: [roleOf(login)] })
      .setProtectedHeader({ ...header })
      .setSubject(user)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key)
}

const Jwk = z.looseObject({ kty: z.string(), kid: z.string().optional(), alg: z.string().optional() })

async function privateKey(file: string, keyId: string | undefined): Promise<{ key: KeyObject; header: Header }> {
  const text = await read(file, '--key')
  try {
    const jwk = text.trimStart().startsWith('{') ? Jwk.parse(JSON.parse(text)) : undefined
    const key = jwk ? createPrivateKey({ key: jwk, format: 'jwk' }) : createPrivateKey(text)
    const kid = keyId ?? jwk?.kid
    return { key, header: { alg: jwk?.alg ?? algorithm(key), ...(kid !== undefined && { kid }) } }
  } catch (error) {
    throw new Obstacle(`--key: ${file} is neither a private JWK nor a PEM key: ${errorMessage(error)}`)
  }
}

function algorithm(key: KeyObject): string {
  const curves: Readonly<Record<string, string>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' }
  if (key.asymmetricKeyType === 'ec') return curves[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 'ES256'
  return key.asymmetricKeyType === 'rsa' ? 'RS256' : 'EdDSA'
}

const Clients = z.record(z.enum(logins), z.record(z.string(), z.string()))

/** RFC 6749, 4.4. Each client is the form of its token request. */
async function clientCredentials(issuer: string, clientsFile: string): Promise<TokenFor> {
  const clients = Clients.safeParse(JSON.parse(await read(clientsFile, '--oidc-clients')))
  if (!clients.success)
    throw new Obstacle(
      `--oidc-clients: ${clientsFile} must name ${logins.join(', ')}, each as {"client_id": "...", "client_secret": "..."}`,
    )
  const found = await fetch(`${issuer}/.well-known/openid-configuration`)
  const { token_endpoint: endpoint } = z.object({ token_endpoint: z.url() }).parse(await found.json())
  return async (login) => {
    const form = { grant_type: 'client_credentials', ...clients.data[login] }
    const response = await fetch(endpoint, { method: 'POST', body: new URLSearchParams(form) })
    const answer = z.object({ access_token: z.string() }).safeParse(await response.json())
    if (answer.success) return answer.data.access_token
    throw new Obstacle(`${endpoint} gives the ${login} no token: HTTP ${response.status}`)
  }
}

async function read(file: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Obstacle(`${option}: ${file} cannot be read: ${errorMessage(error)}`)
  }
}
