/** A client as every client should be: under one idempotency key it sends again until it is answered. */
import { setTimeout as delay } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'

type Extensions = { readonly code?: string; readonly retryAfter?: number /* seconds */ }
type ClientAnswer = {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly { readonly message: string; readonly extensions?: Extensions }[]
}

const firstPauseMs = 50
export type RetryLimits = {
  readonly givesUpMs: number
  readonly maxPauseMs: number // between two tries, unless `retryAfter` is longer
}

/** `token`: for a user with a role, where the shop has no development login. */
type ShopAddress = { readonly url: string; readonly token?: (user: string, role: string) => Promise<string> }

export class PatientClient {
  /** How often a request had to be repeated, and how often in a row at most. */
  retries = 0
  maxRetries = 0
  /** Why: what was answered, or how the connection ended, and how often. */
  readonly reasons = new Map<string, number>()
  readonly #shop: ShopAddress
  readonly #limits: RetryLimits
  readonly #tokens = new Map<string, Promise<string>>()

  constructor(shop: ShopAddress, limits: RetryLimits = { givesUpMs: 90_000, maxPauseMs: 1_000 }) {
    this.#shop = shop
    this.#limits = limits
  }

  /** The answer's data. Throws another error's message; an outage is waited out. */
  async request(
    user: string,
    role: string,
    query: string,
    variables: object,
    accepted: readonly string[] = [],
  ): Promise<ClientAnswer> {
    let waitSeconds = 0
    let again = 0
    const pause = (): number => waitSeconds * 1_000
    const look = async (): Promise<ClientAnswer | undefined> => {
      const answer = await this.#once(user, role, query, variables).catch((error: unknown) => String(error))
      const error = typeof answer === 'string' ? undefined : answer.errors?.[0]
      const { code, retryAfter = 0 } = error?.extensions ?? {}
      if (typeof answer === 'string' || code === 'SERVICE_UNAVAILABLE') {
        const reason = typeof answer === 'string' ? answer : `${code}: ${error?.message}`
        this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1)
        this.retries += 1
        this.maxRetries = Math.max(this.maxRetries, ++again)
        waitSeconds = retryAfter
        return undefined
      }
      if (code !== undefined && !accepted.includes(code)) throw new Error(`${code}: ${error?.message}`)
      return answer
    }
    return this.#until(`an answer to ${query.slice(0, 60)}`, look, pause)
  }

  /** The id of what a mutation answers. */
  async idFrom(field: string, user: string, role: string, query: string, variables: object): Promise<string> {
    const answer = await this.request(user, role, query, variables)
    const found = answer.data?.[field]
    if (typeof found === 'object' && found !== null && 'id' in found && typeof found.id === 'string') return found.id
    throw new Error(`${field} answered without an id: ${JSON.stringify(answer)}`)
  }

  /** What `look` finds, once it finds something; it looks less and less often. */
  until<Found>(
    what: string,
    look: () => Promise<Found | undefined>,
    withinMs = this.#limits.givesUpMs,
  ): Promise<Found> {
    return this.#until(what, look, () => 0, withinMs)
  }

  async #until<Found>(
    what: string,
    look: () => Promise<Found | undefined>,
    minPauseMs: () => number,
    withinMs = this.#limits.givesUpMs,
  ): Promise<Found> {
    const began = performance.now()
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(this.#limits.maxPauseMs, pauseMs * 1.5)) {
      const found = await look()
      if (found !== undefined) return found
      if (performance.now() - began > withinMs) throw new Error(`waited ${withinMs / 1_000} s in vain for ${what}`)
      await delay(Math.max(pauseMs * (0.5 + Math.random()), minPauseMs()))
    }
  }

  async #once(user: string, role: string, query: string, variables: object): Promise<ClientAnswer> {
    const who = `${user} ${role}`
    const token = this.#tokens.get(who) ?? this.#shop.token?.(user, role) ?? this.#logIn(user, role)
    this.#tokens.set(who, token)
    token.catch(() => this.#tokens.delete(who))
    return this.#post('/graphql', { query, variables }, { authorization: `Bearer ${await token}` })
  }

  async #logIn(user: string, role: string): Promise<string> {
    const { token } = await this.#post<{ readonly token: string }>('/dev/login', { user, roles: [role] })
    return token
  }

  async #post<Body>(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Body> {
    const response = await fetch(`${this.#shop.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    })
    return response.json() as Promise<Body>
  }
}

export const newKey = (): string => randomUUID()
