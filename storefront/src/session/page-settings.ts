/** What the router says of where the page runs. */
export type PageSettings = {
  readonly devLogin: boolean
  readonly playground: boolean
  readonly oidc: OidcSettings | null
  /** Where tokens list the roles. */
  readonly rolesClaim: string
}
export type OidcSettings = { readonly issuer: string; readonly clientId: string; readonly scope: string }

const NOTHING: PageSettings = { devLogin: false, playground: false, oidc: null, rolesClaim: 'roles' }

export async function readPageSettings(): Promise<PageSettings> {
  const response = await fetch('/settings.json')
  if (!response.ok) return NOTHING
  const settings: Partial<PageSettings> = await response.json()
  return { ...NOTHING, ...settings }
}
