import { createSecretKey } from 'node:crypto'
import { errors, jwtVerify } from 'jose'
import type { JWTPayload, JWTVerifyGetKey, KeyObject } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Registry } from 'prom-client'
import { z } from 'zod'
import type { Caller, Login } from './caller.ts'
import { anonymous } from './caller.ts'
import { serviceUnavailable, unauthenticated } from './errors.ts'
import { keySet } from './key-set.ts'
import type { Log } from './log.ts'

/** Whose tokens are believed: a shared HS256 secret, or the key set at a URL (asymmetric algorithms only). */
export type TokenSettings = {
  readonly JWT_SECRET?: string | undefined
  readonly JWKS_URL?: string | undefined
  readonly JWT_ISSUER: string
  readonly JWT_AUDIENCE: string
  /** The claim that lists the roles; without it "roles". */
  readonly JWT_ROLES_CLAIM?: string | undefined
  /** A regular expression for the whole of the subject; without it what the subjects and keys of NATS can carry. */
  readonly JWT_SUBJECT?: string | undefined
  /** A claim that lists names, which the caller then has as `labels`. */
  readonly labelsClaim?: string
}

export type AuthenticateOptions = {
  readonly now?: () => number
  readonly log?: Log
  readonly metrics?: Registry
}

/**
 * Verifies the caller's token in an Authorization header's value ("Bearer ..."). No header is the anonymous caller; a token that
 * is expired, forged or of another audience rejects with UNAUTHENTICATED; key set out of reach: SERVICE_UNAVAILABLE.
 */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>

const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
const CLOCK_TOLERANCE_S = 5
const EXPIRED = 'The token has expired: log in again.'
const REMEMBERED_TOKENS = 5_000
const REMEMBERED_MS = 60_000

const NARROW_SUBJECT = '[A-Za-z0-9_-]{1,64}'

const Claims = z.object({
  sub: z.string(),
  exp: z.number(),
  roles: z.array(z.string().max(64)).max(64).default([]),
  scope: z.string().default(''),
})

/**
 * Resolves to the caller that a request's `Authorization` header names; anonymous without one. A verified token is cached. Rejects with
 * UNAUTHENTICATED for a token that is expired, of another issuer or audience, or not signed by a known key, and with SERVICE_UNAVAILABLE
 * while the keys of JWKS_URL cannot be had.
 *
 * @example
 * const authenticate = createAuthenticate(config, { log, metrics })
 * const caller = await authenticate(request.headers.authorization)
 */
export function createAuthenticate(settings: TokenSettings, options: AuthenticateOptions = {}): Authenticate {
  const { now = Date.now } = options
  const loginOf = loginReader(settings)
  const known = new LRUCache<string, Login>({ max: REMEMBERED_TOKENS, ttl: REMEMBERED_MS })
  const verify = verifier(settings, { ...options, now })
  const unexpired = (login: Login): Login => {
    if (login.expiresAt + CLOCK_TOLERANCE_S * 1000 > now()) return login
    throw unauthenticated(EXPIRED)
  }
  return async (authorization) => {
    if (authorization === undefined) return anonymous
    const token = bearer(authorization)
    const earlier = known.get(token)
    if (earlier) return unexpired(earlier)
    const login = loginOf(await verify(token))
    known.set(token, login)
    return unexpired(login)
  }
}

function bearer(authorization: string): string {
  const [scheme, token, ...rest] = authorization.trim().split(/ +/)
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0)
    throw unauthenticated('The Authorization header must read "Bearer <token>".')
  return token
}

type Verify = (token: string) => Promise<JWTPayload>

function verifier(settings: TokenSettings, options: AuthenticateOptions & { readonly now: () => number }): Verify {
  const { now } = options
  const key = keyOf(settings, options)
  const expected = {
    issuer: settings.JWT_ISSUER,
    audience: settings.JWT_AUDIENCE,
    algorithms: typeof key === 'function' ? ASYMMETRIC : ['HS256'],
    clockTolerance: CLOCK_TOLERANCE_S,
    requiredClaims: ['sub', 'exp'],
  }
  return async (token) => {
    try {
      const at = { ...expected, currentDate: new Date(now()) }
      const { payload } = await (typeof key === 'function' ? jwtVerify(token, key, at) : jwtVerify(token, key, at))
      return payload
    } catch (error) {
      throw refused(error)
    }
  }
}

function keyOf({ JWT_SECRET, JWKS_URL }: TokenSettings, options: AuthenticateOptions): KeyObject | JWTVerifyGetKey {
  if (JWKS_URL !== undefined) return keySet(new URL(JWKS_URL), options)
  if (JWT_SECRET === undefined) throw new TypeError('either JWT_SECRET or JWKS_URL must be given')
  return createSecretKey(JWT_SECRET, 'utf8')
}

const TOKEN_FAULTS = [
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
]

/** Whatever is not the token's fault is ours: the key set did not answer. */
function refused(error: unknown): Error {
  if (error instanceof errors.JWTExpired) return unauthenticated(EXPIRED)
  if (TOKEN_FAULTS.some((fault) => error instanceof fault)) return unauthenticated('The token is not valid here.')
  return serviceUnavailable('Tokens cannot be checked now; try again later.', 2)
}

const claimFaults = (rolesClaim: string) => ({
  sub: 'The token\'s "sub" must be a string.',
  exp: 'The token\'s "exp" must be a number.',
  roles: `The token's "${rolesClaim}" must be a list of at most 64 names of at most 64 characters.`,
  scope: 'The token\'s "scope" must be names with spaces between.',
})

function claimFault({ issues }: z.ZodError, rolesClaim: string): string {
  const claim = issues[0]?.path[0]
  return claimFaults(rolesClaim)[claim === 'exp' || claim === 'roles' || claim === 'scope' ? claim : 'sub']
}

function loginReader(settings: TokenSettings): (payload: JWTPayload) => Login {
  const { JWT_SUBJECT = NARROW_SUBJECT, JWT_ROLES_CLAIM = 'roles', labelsClaim } = settings
  const subject = new RegExp(`^(?:${JWT_SUBJECT})$`, 'u')
  return (payload) => {
    const claims = Claims.safeParse({ ...payload, roles: payload[JWT_ROLES_CLAIM] })
    if (!claims.success) throw unauthenticated(claimFault(claims.error, JWT_ROLES_CLAIM))
    const { sub, exp, roles, scope } = claims.data
    if (!subject.test(sub)) throw unauthenticated(`The token's "sub" must be ${subjectRule(JWT_SUBJECT)}.`)
    const scopes = new Set([...roles, ...scope.split(' ').filter(Boolean)])
    const labels = labelsClaim === undefined ? undefined : namesIn(payload[labelsClaim])
    const login = { kind: 'login', userId: sub, roles: new Set(roles), scopes, expiresAt: exp * 1000 } as const
    return labels ? { ...login, labels } : login
  }
}

function subjectRule(pattern: string): string {
  return pattern === NARROW_SUBJECT ? '1 to 64 letters, digits, "-" and "_"' : `as JWT_SUBJECT says: ${pattern}`
}

/** A list of names, or text with spaces between them. */
function namesIn(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(' ').filter(Boolean)
  return Array.isArray(claim) ? claim.filter((name) => typeof name === 'string') : []
}
