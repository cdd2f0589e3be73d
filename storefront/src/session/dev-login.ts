/** Development only: a log-in by name alone, kept as long as the tab or the browser. */
import type { LoginProvider, Somebody } from './login.ts'
import { renewBeforeExpiry, renewNoMore } from './renewal.ts'
import { beginSession, currentSession, endSession } from './session.ts'

const REMEMBERED = 'dev-login'

export function devLogin(rolesClaim: string): LoginProvider {
  const become = async (somebody: Somebody): Promise<void> => {
    const token = await tokenFor(somebody)
    sessionStorage.setItem(REMEMBERED, JSON.stringify(somebody)) // each tab may be another user,
    localStorage.setItem(REMEMBERED, JSON.stringify(somebody)) // and a new one is who logged in last
    renewBeforeExpiry(beginSession(token, rolesClaim), () => become(somebody))
  }
  return {
    become,
    restore: async () => {
      const text = sessionStorage.getItem(REMEMBERED) ?? localStorage.getItem(REMEMBERED)
      if (text === null) return
      const somebody: Somebody = JSON.parse(text)
      await become(somebody).catch(() => undefined)
    },
    renew: async () => {
      const session = currentSession()
      if (session) await become({ user: session.user, roles: session.roles })
    },
    logOut: async () => {
      renewNoMore()
      sessionStorage.removeItem(REMEMBERED)
      localStorage.removeItem(REMEMBERED)
      endSession()
    },
  }
}

async function tokenFor(somebody: Somebody): Promise<string> {
  const response = await fetch('/dev/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(somebody),
  })
  const answer: { token?: string; errors?: readonly { message: string }[] } = await response.json()
  if (answer.token === undefined) throw new Error(answer.errors?.[0]?.message ?? `HTTP ${response.status}`)
  return answer.token
}
