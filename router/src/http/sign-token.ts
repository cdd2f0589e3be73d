import { SignJWT } from 'jose'
import type { SignToken } from './dev-login.ts'

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
