/** Who is logged in here. The token is in memory alone. */
import { useSyncExternalStore } from 'react'
import { claimsOf } from './claims.ts'

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

/** Calls `listener` whenever somebody logs in or out, or gets a fresh token. Returns what calls it off. */
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
