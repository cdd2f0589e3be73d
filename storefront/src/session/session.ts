/** Who is logged in here. The token is in memory alone. */
import { useSyncExternalStore } from 'react'

export type Session = {
  readonly user: string
  readonly roles: readonly string[]
  readonly token: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

let current: Session | undefined
const listeners = new Set<() => void>()

export const currentSession = (): Session | undefined => current

/** Calls `listener` on every log-in, log-out and fresh token. Returns what calls it off. */
export function onSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function beginSession(token: string, rolesClaim: string): Session {
  const session = { ...claimsOf(token, rolesClaim), token }
  become(session)
  return session
}

export function endSession(): void {
  become(undefined)
}

function become(session: Session | undefined): void {
  current = session
  for (const listener of listeners) listener()
}

export function useSession(): Session | undefined {
  return useSyncExternalStore(onSession, currentSession)
}

export type Role = 'customer' | 'carrier' | 'admin'

export function useRole(role: Role): boolean {
  return useSession()?.roles.includes(role) ?? false
}

/** What a token says. Only for what the page shows: who may do what is decided by the services. */
type Claims = { readonly user: string; readonly roles: readonly string[]; readonly expiresAt: number }

function claimsOf(token: string, rolesClaim: string): Claims {
  const claims = payloadOf(token)
  const { sub, exp, [rolesClaim]: roles } = claims
  return {
    user: typeof sub === 'string' ? sub : '',
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [],
    expiresAt: typeof exp === 'number' ? exp * 1000 : 0,
  }
}

function payloadOf(token: string): Record<string, unknown> {
  try {
    const base64 = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0)
    const payload: Record<string, unknown> = JSON.parse(new TextDecoder().decode(bytes))
    return payload
  } catch {
    return {}
  }
}
