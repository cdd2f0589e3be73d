import { SignJWT } from 'jose'
import type { SignToken } from './dev-login.ts'

const HOURS = 12

/** Tokens as they are believed here: HS256 with the shared secret, good for 12 hours. */
export function tokenSigner(secret: string, issuer: string, audience: string): SignToken {
  const key = new TextEncoder().encode(secret)
  return (user, roles) =>
    new SignJWT({ roles: [...roles] })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(user)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${HOURS}h`)
      .sign(key)
}
