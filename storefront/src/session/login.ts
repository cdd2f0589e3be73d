import { devLogin } from './dev-login.ts'
import { readPageSettings } from './page-settings.ts'
import type { PageSettings } from './page-settings.ts'

/** A way to log in. Sessions begin and end in session.ts. */
export type LoginProvider = {
  /** Restores the session of before this page was loaded. */
  readonly restore: () => Promise<void>
  /** A fresh token for who is logged in. */
  readonly renew: () => Promise<void>
  readonly logOut: () => Promise<void>
  /** Where anybody is whom they say they are. */
  readonly become?: (somebody: Somebody) => Promise<void>
  /** Where logging in happens elsewhere: goes there, and comes back to `path`. */
  readonly goThere?: (path: string) => Promise<void>
  /** What to do when one comes back from there. Answers the path to go on at. */
  readonly comeBack?: () => Promise<string>
}

export type Somebody = { readonly user: string; readonly roles: readonly string[] }

export type WayIn = { readonly settings: PageSettings; readonly login: LoginProvider | undefined }

let found: Promise<WayIn> | undefined

export function wayIn(): Promise<WayIn> {
  found ??= find().catch((error: unknown) => {
    found = undefined
    throw error
  })
  return found
}

async function find(): Promise<WayIn> {
  const settings = await readPageSettings()
  // Its library is large, and loaded only where it is the way.
  if (settings.oidc)
    return { settings, login: (await import('./oidc.ts')).oidcLogin(settings.oidc, settings.rolesClaim) }
  if (settings.devLogin) return { settings, login: devLogin(settings.rolesClaim) }
  return { settings, login: undefined }
}
