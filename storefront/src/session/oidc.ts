/** OpenID Connect: authorization code with PKCE. Tokens are in memory alone; after a reload the provider's own session brings new ones. */
import { ErrorResponse, InMemoryWebStorage, UserManager, WebStorageStateStore } from 'oidc-client-ts'
import type { User } from 'oidc-client-ts'
import type { LoginProvider } from './login.ts'
import type { OidcSettings } from './page-settings.ts'
import { renewBeforeExpiry, renewNoMore } from './renewal.ts'
import { beginSession, currentSession, endSession } from './session.ts'

const CALLBACK = '/signed-in'
/** That a user is logged in, in any tab; never who. */
const WAS_HERE = 'oidc-was-here'

export function oidcLogin({ issuer, clientId, scope }: OidcSettings, rolesClaim: string): LoginProvider {
  const manager = new UserManager({
    authority: issuer,
    client_id: clientId,
    scope,
    redirect_uri: location.origin + CALLBACK,
    post_logout_redirect_uri: `${location.origin}/`,
    response_type: 'code',
    automaticSilentRenew: false, // renewBeforeExpiry does
    requestTimeoutInSeconds: 10,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  })

  const begin = (user: User): void => {
    localStorage.setItem(WAS_HERE, 'yes')
    renewBeforeExpiry(beginSession(user.access_token, rolesClaim), renew)
  }
  const end = (): void => {
    renewNoMore()
    localStorage.removeItem(WAS_HERE)
    endSession()
  }
  const goThere = (path: string): Promise<void> => manager.signinRedirect({ state: path })
  /** Leaves this page for one that is loaded anew, so it is over only where it fails. */
  const goThereSilently = async (): Promise<never> => {
    const state = location.pathname + location.search
    await manager.signinRedirect({ state, prompt: 'none', redirectMethod: 'replace' })
    return new Promise(() => undefined)
  }
  /** Without a refresh token, or with one that is good no more, the provider still may know who this is. */
  const renew = async (): Promise<void> => {
    if (!currentSession()) return
    const known = await manager.getUser()
    const user = known?.refresh_token === undefined ? undefined : await manager.signinSilent().catch(unlessRefused)
    if (user) begin(user)
    else await goThereSilently()
  }

  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === WAS_HERE && newValue === null) end() // logged out in another tab
  })

  return {
    renew,
    goThere,
    restore: async () => {
      if (location.pathname === CALLBACK || localStorage.getItem(WAS_HERE) === null) return
      await goThereSilently()
    },
    comeBack: async () => {
      try {
        const user = await manager.signinCallback()
        if (user) begin(user)
        return pathIn(user?.state)
      } catch (error) {
        end() // a user whose session at the provider has ended returns logged out, or the next page would redirect there again
        return pathIn(error instanceof ErrorResponse ? error.state : undefined)
      }
    },
    logOut: async () => {
      end()
      await manager.signoutRedirect().catch(() => undefined) // not every provider has a page for it
    },
  }
}

const pathIn = (state: unknown): string => (typeof state === 'string' ? state : '/')

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof ErrorResponse)) throw error // it may answer later
}
