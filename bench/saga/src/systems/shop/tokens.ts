/** Tokens for the shop's users, signed with its own secret, so that no login falls into the measured time. */
import { SignJWT } from 'jose'

const membership = 'membership-shop' // issuer and audience, as the services expect by default

export function mint(secret: string, user: string, role: 'customer' | 'admin'): Promise<string> {
  return new SignJWT({ roles: [role] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .setIssuer(membership)
    .setAudience(membership)
    .setExpirationTime('24h')
    .sign(new TextEncoder().encode(secret))
}
