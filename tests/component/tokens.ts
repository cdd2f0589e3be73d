import { SignJWT } from 'jose'

export const SECRET = 'a secret that only tests know, of more than 32 bytes'

/** The caller: `user` with `roles`; in how many seconds the token expires, below 0: it has. */
export type As = { readonly user: string; readonly roles?: readonly string[]; readonly expiresIn?: number }

export const admin: As = { user: 'the-admin', roles: ['admin'] }
export const carrier: As = { user: 'the-carrier', roles: ['carrier'] }
export const customer = (user: string): As => ({ user, roles: ['customer'] })

export function bearer({ user, roles = [], expiresIn = 3_600 }: As, secret = SECRET): Promise<string> {
  const token = new SignJWT({ roles: [...roles] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .setIssuer('membership-shop')
    .setAudience('membership-shop')
    .setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn)
  return token.sign(new TextEncoder().encode(secret)).then((text) => `Bearer ${text}`)
}
