import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { RequestError } from '../operations/request-error.ts'
import { readJson } from './body.ts'
import { json } from './routes.ts'
import { SignJWT } from 'jose'

const NAME = /^[A-Za-z0-9_-]{1,64}$/
/** Scopes of other supergraphs look like "read:user". */
const ROLE = /^[!-~]{1,128}$/
const MAX_ROLES = 256
const MAX_BYTES = 65_536

const Login = z.strictObject({
  user: z.string('is missing or is no string').regex(NAME, 'is not 1 to 64 letters, digits, "-" and "_"'),
  roles: z
    .array(z.string('is no string').regex(ROLE, 'is not 1 to 128 printable characters'), 'is no list of strings')
    .max(MAX_ROLES, `are more than ${MAX_ROLES}`)
    .default([]),
})

export type SignToken = (user: string, roles: readonly string[]) => Promise<string>

/** Development only: a token for any user, without a password. `{"user","roles"}` -> `{"token"}`; never rejects. */
export function devLogin(sign: SignToken) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const login = Login.safeParse(await readJson(request, MAX_BYTES))
      if (!login.success) return refuse(response, 400, login.error.issues.map(problem).join('; '))
      json(response, 200, { token: await sign(login.data.user, login.data.roles) })
    } catch (error) {
      if (!(error instanceof RequestError))
        return refuse(response, 500, 'No token could be made.', 'INTERNAL_SERVER_ERROR')
      refuse(response, error.status, error.message, error.code)
    }
  }
}

function problem({ path, message }: z.core.$ZodIssue): string {
  return path.length > 0 ? `${path.join('.')}: ${message}` : `expected {"user": "...", "roles": ["..."]}: ${message}`
}

function refuse(response: ServerResponse, status: number, message: string, code = 'BAD_USER_INPUT'): void {
  json(response, status, { errors: [{ message, extensions: { code } }] })
}

const HOURS = 12

type Believed = { readonly issuer: string; readonly audience: string; readonly rolesClaim: string }

/** Tokens as they are believed here: HS256 with the shared secret, good for 12 hours. */
export function tokenSigner(secret: string, { issuer, audience, rolesClaim }: Believed): SignToken {
  const key = new TextEncoder().encode(secret)
  return (user, roles) =>
    new SignJWT({ [rolesClaim]: [...roles] })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(user)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${HOURS}h`)
      .sign(key)
}
