import { forbidden, unauthenticated } from './errors.ts'

/** The caller, as a verified token names them. */
export type Caller = Login | { readonly kind: 'anonymous' }

export type Login = {
  readonly kind: 'login'
  readonly userId: string
  readonly roles: ReadonlySet<string>
  /** What @requiresScopes is checked against: the roles, and what a `scope` claim adds. */
  readonly scopes: ReadonlySet<string>
  /** The values of the configured roles claim. */
  readonly labels?: readonly string[]
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** A caller without a token. */
export const anonymous: Caller = { kind: 'anonymous' }

/**
 * Throws UNAUTHENTICATED for the anonymous caller.
 *
 * @example
 * const { userId } = requireLogin(caller)
 */
export function requireLogin(caller: Caller): Login {
  if (caller.kind === 'anonymous') throw unauthenticated()
  return caller
}

/**
 * Throws UNAUTHENTICATED without a login, FORBIDDEN without any of the roles.
 *
 * @example
 * const { userId } = requireRole(caller, 'carrier', 'admin') // who has one of the two
 */
export function requireRole(caller: Caller, ...roles: readonly string[]): Login {
  const login = requireLogin(caller)
  if (roles.some((role) => login.roles.has(role))) return login
  throw forbidden(`This needs the role ${roles.join(' or ')}.`)
}

/** False for an anonymous caller. */
export function hasRole(caller: Caller, role: string): boolean {
  return caller.kind === 'login' && caller.roles.has(role)
}

/** Whether the caller is this user; a role does not make them so. */
export function isUser(caller: Caller, userId: string): boolean {
  return caller.kind === 'login' && caller.userId === userId
}
