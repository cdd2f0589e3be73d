/** A shop that runs anywhere, seen from outside: requests to it, within a time limit. */
import { isDeepStrictEqual, types } from 'node:util'
import { setTimeout as delay } from 'node:timers/promises'
import type { ClientResponse, AnswerData, ClientVariables } from '../component/client.ts'
import type { Open } from '../e2e/streams.ts'

export type Person = { readonly userId: string; readonly authorization: string }

const LOOK_EVERY_MS = 100
const ANSWER_WITHIN_MS = 15_000
const NOT_NOW: ReadonlySet<number> = new Set([502, 503, 504])

export class Deployment {
  readonly url: string
  readonly #deadline: number

  /** `withinMs`: for all requests together. */
  constructor(url: string, withinMs: number) {
    this.url = url
    this.#deadline = performance.now() + withinMs
  }

  /**
   * Repeats a request where the answer has `retryAfter`, as while a service restarts, and where the connection
   * breaks off: so it must be idempotent. Waits for `retryAfter`, at most until the time limit.
   */
  async request(query: string, variables: ClientVariables = {}, person?: Person): Promise<ClientResponse> {
    for (;;) {
      const got = await this.#requestOnce(query, variables, person)
      if (!('againMs' in got)) return got
      if (performance.now() + got.againMs > this.#deadline)
        throw new Error(`it is not available, to the end: ${got.why.slice(0, 300)}`)
      await delay(Math.max(LOOK_EVERY_MS, got.againMs))
    }
  }

  async #requestOnce(
    query: string,
    variables: ClientVariables,
    person: Person | undefined,
  ): Promise<ClientResponse | Later> {
    const sent = fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(person && { authorization: person.authorization }) },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(this.#leftMs(ANSWER_WITHIN_MS)),
    })
    try {
      const response = await sent
      return readAnswer(response, await response.text())
    } catch (error) {
      if (isCutOff(error)) return { againMs: LOOK_EVERY_MS, why: reason(error) }
      throw error
    }
  }

  /** Throws where there are errors. */
  async data(query: string, variables: ClientVariables = {}, person?: Person): Promise<AnswerData> {
    const { data, errors } = await this.request(query, variables, person)
    if (errors || !data)
      throw new Error(`refused: ${JSON.stringify(errors).slice(0, 500)}; operation: ${inLine(query)}`)
    return data
  }

  /** Throws unless it is refused with that code. */
  async refuses(code: string, query: string, variables: ClientVariables = {}, person?: Person): Promise<void> {
    const answer = await this.request(query, variables, person)
    const got = answer.errors?.[0]?.extensions.code
    if (got !== code) throw new Error(`expected ${code}, got ${JSON.stringify(answer).slice(0, 300)}; ${inLine(query)}`)
  }

  /** Waits until a query's data are these: what is read is built from events, a moment later. */
  async becomes(expected: AnswerData, query: string, variables: ClientVariables = {}, person?: Person): Promise<void> {
    for (;;) {
      const got = await this.data(query, variables, person)
      if (isDeepStrictEqual(got, expected)) return
      if (this.#over) throw new Error(`expected ${JSON.stringify(expected)}, at last got ${JSON.stringify(got)}`)
      await delay(LOOK_EVERY_MS)
    }
  }

  /** Waits until a query's data are such. */
  async fulfils(query: string, person: Person, are: (data: AnswerData) => boolean): Promise<void> {
    for (;;) {
      const got = await this.data(query, {}, person)
      if (are(got)) return
      if (this.#over) throw new Error(`at last got ${JSON.stringify(got).slice(0, 500)}; operation: ${inLine(query)}`)
      await delay(LOOK_EVERY_MS)
    }
  }

  /** Waits until it answers at all. */
  async opens(): Promise<void> {
    for (;;) {
      const problem = await this.data('{ products(first: 1) { edges { cursor } } }').catch((error: unknown) => error)
      if (!(problem instanceof Error)) return
      if (this.#over) throw new Error(`${this.url} does not answer as a shop: ${reason(problem)}`)
      await delay(LOOK_EVERY_MS)
    }
  }

  follow(over: Open, query: string, variables: ClientVariables, person?: Person): FollowedStream {
    return new FollowedStream(over(`${this.url}/graphql`, person?.authorization, query, variables), () =>
      this.#leftMs(),
    )
  }

  get #over(): boolean {
    return performance.now() > this.#deadline
  }

  #leftMs(maxMs = Number.MAX_SAFE_INTEGER): number {
    return Math.max(1, Math.min(maxMs, Math.round(this.#deadline - performance.now())))
  }
}

/** A subscription's events, one after the other; waiting for one has an end. */
export class FollowedStream {
  readonly #source: ReturnType<Open>
  readonly #leftMs: () => number

  constructor(source: ReturnType<Open>, leftMs: () => number) {
    this.#source = source
    this.#leftMs = leftMs
  }

  /** The next event's data; undefined when the stream has completed. */
  async next(): Promise<AnswerData | undefined> {
    const stop = new AbortController()
    try {
      const late = delay(this.#leftMs(), undefined, { signal: stop.signal }).then(() => {
        throw new Error('no event came in time')
      })
      const { value, done } = await Promise.race([this.#source.answers.next(), late])
      if (done) return undefined
      if (value.errors || !value.data) throw new Error(`an event with errors: ${JSON.stringify(value.errors)}`)
      return value.data
    } catch (error) {
      throw error instanceof Error ? error : new Error(`the stream was refused: ${JSON.stringify(error)}`)
    } finally {
      stop.abort()
    }
  }

  /** The connection goes, without a word. */
  async cut(): Promise<void> {
    await this.#source.cut()
  }
}

/** No answer yet; when to send again, and why. */
type Later = { readonly againMs: number; readonly why: string }

/** What is not GraphQL's stands in front of the shop, and may say when to come again. */
function readAnswer({ status, headers }: Response, text: string): ClientResponse | Later {
  try {
    const answer: ClientResponse = JSON.parse(text)
    const againMs = comeAgainMs(answer)
    return againMs === undefined ? answer : { againMs, why: text }
  } catch {
    const why = `HTTP ${status} without JSON: ${text.slice(0, 200)}`
    if (NOT_NOW.has(status)) return { againMs: 1_000 * (Number(headers.get('retry-after')) || 1), why }
    throw new Error(why)
  }
}

/** Undefined where the answer is one. */
function comeAgainMs({ errors = [] }: ClientResponse): number | undefined {
  const retryAfter = errors.find(({ extensions }) => extensions?.code === 'SERVICE_UNAVAILABLE')?.extensions[
    'retryAfter'
  ]
  return typeof retryAfter === 'number' ? retryAfter * 1_000 : undefined
}

/** There is no connection, or it broke off: the router itself is away. */
function isCutOff(error: unknown): boolean {
  return types.isNativeError(error) && error.name === 'TypeError' && error.cause !== undefined
}

const inLine = (query: string): string => query.replaceAll(/\s+/g, ' ').slice(0, 160)

/** A failed fetch says why only in its cause. */
export function reason(error: unknown): string {
  if (!types.isNativeError(error)) return String(error)
  return types.isNativeError(error.cause) ? `${error.message} (${error.cause.message})` : error.message
}
