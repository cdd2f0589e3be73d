/** What a token says. Only for what the page shows: who may do what is decided by the services. */
type Claims = { readonly user: string; readonly roles: readonly string[]; readonly expiresAt: number }

export function claimsOf(token: string, rolesClaim: string): Claims {
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
