/** Buyers who do not wait for each other (an open loop), as cheap as they can be: they share the cores with the shop they flood. */
import { setTimeout as delay } from 'node:timers/promises'
import { errors, Pool } from 'undici'
import { newKey } from '../clients/patient.ts'

export type LoadAnswer = {
  /** refused: SERVICE_UNAVAILABLE with retryAfter; unanswered: not within 15 s, so that the outcome is unknown. */
  readonly kind: 'accepted' | 'refused' | 'unanswered' | 'failed'
  readonly said: string // the order's id, or why not
  readonly afterMs: number
}

export const PRODUCTS = 10
const CONNECTIONS = 4_000
const MAX_OUTSTANDING = 15_000 // a load generator has its bounds too
const TICK_MS = 10
const ANSWER_MS = 15_000
const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { id } }'

export class OpenLoopLoad {
  readonly #pool: Pool
  readonly #tokens: readonly string[] // one for each buyer

  constructor(url: string, tokens: readonly string[]) {
    this.#pool = new Pool(url, { connections: CONNECTIONS, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS })
    this.#tokens = tokens
  }

  close(): Promise<void> {
    return this.#pool.destroy()
  }

  /** So many for so long, whether they are answered or not. Resolves when all are. */
  async send(perSecond: number, forMs: number): Promise<LoadAnswer[]> {
    const answers: LoadAnswer[] = []
    const outstanding = new Set<Promise<unknown>>()
    const began = performance.now()
    let sent = 0
    for (let passed = 0; passed < forMs; passed = performance.now() - began) {
      const due = Math.floor((passed * perSecond) / 1_000)
      for (; sent < due && outstanding.size < MAX_OUTSTANDING; sent += 1) {
        const one: Promise<unknown> = this.place(sent)
          .then((answer) => answers.push(answer))
          .finally(() => outstanding.delete(one))
        outstanding.add(one)
      }
      await delay(TICK_MS)
    }
    await Promise.all(outstanding)
    return answers
  }

  /** The nth buyer wants an order. */
  async place(n: number): Promise<LoadAnswer> {
    const began = performance.now()
    const input = { productId: `tea-${n % PRODUCTS}`, quantity: 1, address: '1 Main St', idempotencyKey: newKey() }
    const [kind, said] = await this.#post(JSON.stringify({ query: PLACE, variables: { input } }), n).catch(failed)
    return { kind, said, afterMs: performance.now() - began }
  }

  async #post(body: string, n: number): Promise<[LoadAnswer['kind'], string]> {
    const authorization = this.#tokens[n % this.#tokens.length] ?? ''
    const headers = { 'content-type': 'application/json', authorization }
    const answer = await this.#pool.request({ path: '/graphql', method: 'POST', headers, body })
    return outcomeOf(await answer.body.text())
  }
}

type LoadBody = {
  readonly data?: { readonly placeOrder: { readonly id: string } | null } | null
  readonly errors?: readonly {
    readonly message: string
    readonly extensions?: { readonly code?: string; readonly retryAfter?: number }
  }[]
}

function outcomeOf(text: string): [LoadAnswer['kind'], string] {
  const { data, errors } = JSON.parse(text) as LoadBody
  const id = data?.placeOrder?.id
  if (id !== undefined) return ['accepted', id]
  const { code, retryAfter } = errors?.[0]?.extensions ?? {}
  if (code === 'SERVICE_UNAVAILABLE' && typeof retryAfter === 'number') return ['refused', code]
  return ['failed', `${code ?? ''} ${errors?.[0]?.message ?? text.slice(0, 200)}`]
}

const late = (error: unknown) => error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError
const failed = (error: unknown): [LoadAnswer['kind'], string] => [late(error) ? 'unanswered' : 'failed', String(error)]
