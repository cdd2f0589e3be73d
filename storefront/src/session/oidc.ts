/** OpenID Connect: authorization code with PKCE. Tokens are in memory alone; after a reload the provider's own session brings new ones. */
import { InMemoryWebStorage, UserManager, WebStorageStateStore } from 'oidc-client-ts'
import type { User } from 'oidc-client-ts'
import type { Login } from './login.ts'
import type { OidcSettings } from './page-settings.ts'
import { renewBeforeExpiry, renewNoMore } from './renewal.ts'
import { beginSession, currentSession, endSession } from './session.ts'

const CALLBACK = '/signed-in'
const WAS_HERE = 'oidc-was-here'

export function oidcLogin({ issuer, clientId, scope }: OidcSettings): Login {
  const manager = new UserManager({
    authority: issuer,
    client_id: clientId,
    scope,
    redirect_uri: location.origin + CALLBACK,
    post_logout_redirect_uri: `${location.origin}/`,
    response_type: 'code',
    automaticSilentRenew: false, // renewBeforeExpiry does
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  })

  const begin = (user: User | null): void => {
    if (!user) return endSession()
    sessionStorage.setItem(WAS_HERE, 'yes')
    renewBeforeExpiry(beginSession(user.access_token), renew)
  }
  const renew = async (): Promise<void> => {
    if (currentSession()) begin(await manager.signinSilent())
  }
  const goThere = (path: string, silently = false): Promise<void> =>
    manager.signinRedirect({ state: path, ...(silently && { prompt: 'none' }) })

  return {
    renew,
    goThere,
    restore: async () => {
      if (location.pathname === CALLBACK || sessionStorage.getItem(WAS_HERE) === null) return
      sessionStorage.removeItem(WAS_HERE) // whoever is not known there any more comes back as nobody
      await goThere(location.pathname + location.search, true)
    },
    comeBack: async () => {
      const user = await manager.signinCallback().catch(() => undefined)
      begin(user ?? null)
      return typeof user?.state === 'string' ? user.state : '/'
    },
    logOut: async () => {
      renewNoMore()
      sessionStorage.removeItem(WAS_HERE)
      endSession()
      await manager.signoutRedirect()
    },
  }
}
