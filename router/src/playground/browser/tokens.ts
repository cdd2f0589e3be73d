import type { TabLogin } from '../tabs.ts'

/** A token is renewed when less than this share of its time is left. */
const LEFT = 0.2

type TabToken = { readonly token: string; readonly renewAt: number }

/** The token of each login, renewed before it expires. Tokens are in memory alone. */
export class Tokens {
  readonly #tokens = new Map<string, Promise<TabToken>>()
  readonly #logIn: (login: TabLogin) => Promise<string>
  readonly #now: () => number

  constructor(logIn: (login: TabLogin) => Promise<string> = developmentLogin, now: () => number = Date.now) {
    this.#logIn = logIn
    this.#now = now
  }

  async of(login: TabLogin): Promise<string> {
    const key = JSON.stringify(login)
    const known = await this.#tokens.get(key)?.catch(() => undefined)
    if (known && this.#now() < known.renewAt) return known.token
    const fresh = this.#logIn(login).then((token) => ({ token, renewAt: this.#now() + lifetimeMs(token) * (1 - LEFT) }))
    this.#tokens.set(key, fresh)
    return (await fresh).token
  }

  /** It was not believed: the next one is fresh. */
  refused(login: TabLogin): void {
    this.#tokens.delete(JSON.stringify(login))
  }
}

async function developmentLogin({ user, roles }: TabLogin): Promise<string> {
  const response = await fetch('/dev/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, roles }),
  })
  const { token, errors } = await response.json()
  if (typeof token !== 'string') throw new Error(errors?.[0]?.message ?? `no token: status ${response.status}`)
  return token
}

/** By the token's own clock, since the browser's may be another. */
export function lifetimeMs(token: string): number {
  try {
    const [, claims = ''] = token.split('.')
    const { iat, exp } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/')))
    return typeof iat === 'number' && typeof exp === 'number' ? (exp - iat) * 1_000 : Infinity
  } catch {
    return Infinity
  }
}
