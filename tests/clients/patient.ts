/** A client as every client should be: under one idempotency key it asks again until it is answered. */
import { setTimeout as delay } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import type { Shop } from '@shop/dev/shop/shop.ts'

type Answer = {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[]
}

const givesUpMs = 90_000
const pauseMs = 50

export class Patient {
  /** How often something had to be asked again. */
  retries = 0
  readonly #shop: Pick<Shop, 'url'>
  readonly #tokens = new Map<string, Promise<string>>()

  constructor(shop: Pick<Shop, 'url'>) {
    this.#shop = shop
  }

  /** The answer's data. Throws another error's message; an outage is waited out. */
  async ask(
    user: string,
    role: string,
    query: string,
    variables: object,
    accepted: readonly string[] = [],
  ): Promise<Answer> {
    return this.until(`an answer to ${query.slice(0, 60)}`, async () => {
      const answer = await this.#once(user, role, query, variables).catch(() => undefined)
      const code = answer?.errors?.[0]?.extensions?.code
      if (!answer || code === 'SERVICE_UNAVAILABLE') {
        this.retries += 1
        return undefined
      }
      if (code !== undefined && !accepted.includes(code)) throw new Error(`${code}: ${answer.errors?.[0]?.message}`)
      return answer
    })
  }

  /** The id of what a mutation answers. */
  async idFrom(field: string, user: string, role: string, query: string, variables: object): Promise<string> {
    const found = (await this.ask(user, role, query, variables)).data?.[field]
    if (typeof found === 'object' && found !== null && 'id' in found && typeof found.id === 'string') return found.id
    throw new Error(`${field} answered without an id: ${JSON.stringify(found)}`)
  }

  /** What `look` finds, once it finds something. */
  async until<Found>(what: string, look: () => Promise<Found | undefined>, withinMs = givesUpMs): Promise<Found> {
    const began = performance.now()
    for (;;) {
      const found = await look()
      if (found !== undefined) return found
      if (performance.now() - began > withinMs) throw new Error(`waited ${withinMs / 1_000} s in vain for ${what}`)
      await delay(pauseMs)
    }
  }

  async #once(user: string, role: string, query: string, variables: object): Promise<Answer> {
    const who = `${user} ${role}`
    const token = this.#tokens.get(who) ?? this.#logIn(user, role)
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
