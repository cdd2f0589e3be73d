/** Development only: anybody is whom they say they are, for as long as the tab or the browser remembers it. */
import { beginSession, currentSession, endSession } from './session.ts'
import type { LoginProvider } from './login.ts'
import { readPageSettings } from './page-settings.ts'
import { renewBeforeExpiry } from './renewal.ts'

export type Somebody = { readonly user: string; readonly roles: readonly string[] }

const REMEMBERED = 'dev-login'

export async function devLogIn(somebody: Somebody): Promise<void> {
  const response = await fetch('/dev/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(somebody),
  })
  const answer: { token?: string; errors?: readonly { message: string }[] } = await response.json()
  if (answer.token === undefined) throw new Error(answer.errors?.[0]?.message ?? `HTTP ${response.status}`)
  sessionStorage.setItem(REMEMBERED, JSON.stringify(somebody)) // each tab may be somebody else,
  localStorage.setItem(REMEMBERED, JSON.stringify(somebody)) // and a new one is who logged in last
  renewBeforeExpiry(beginSession(answer.token, (await readPageSettings()).rolesClaim), () => devLogIn(somebody))
}

export const devLogin: LoginProvider = {
  restore: async () => {
    const text = sessionStorage.getItem(REMEMBERED) ?? localStorage.getItem(REMEMBERED)
    if (text === null) return
    const somebody: Somebody = JSON.parse(text)
    await devLogIn(somebody).catch(() => undefined)
  },
  renew: async () => {
    const session = currentSession()
    if (session) await devLogIn({ user: session.user, roles: session.roles })
  },
  logOut: async () => {
    sessionStorage.removeItem(REMEMBERED)
    localStorage.removeItem(REMEMBERED)
    endSession()
  },
}
