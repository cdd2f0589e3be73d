import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { areElecting } from './elections.ts'
import { type As, bearer } from './tokens.ts'

export type ClientFailure = {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions: { readonly code: string; readonly argument?: string; readonly [key: string]: unknown }
}
export type AnswerData = { readonly [field: string]: unknown }
export type ClientResponse = { readonly data?: AnswerData | null; readonly errors?: readonly ClientFailure[] }
export type ClientVariables = Readonly<Record<string, unknown>>

/** For so long a caller asks again, or a subscriber; milliseconds. */
const electionMs = areElecting ? 30_000 : 0

/** A client of one service, over HTTP and WebSocket. */
export class Client {
  readonly url: string

  constructor(url: string) {
    this.url = `${url}/graphql`
  }

  async request(query: string, variables: ClientVariables = {}, as?: As): Promise<ClientResponse> {
    for (const began = performance.now(); ; await delay(50)) {
      const response = await this.post(JSON.stringify({ query, variables }), as && (await bearer(as)))
      const answer: ClientResponse = JSON.parse(await response.text())
      if (!isRefused(answer.errors) || performance.now() - began > electionMs) return answer
    }
  }

  post(body: string, authorization?: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const auth = authorization === undefined ? {} : { authorization }
    return fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...auth, ...headers },
      body,
    })
  }

  /** The first error's code and argument; nothing where it worked. */
  async refusal(query: string, variables: ClientVariables = {}, as?: As): Promise<string | undefined> {
    const [error] = (await this.request(query, variables, as)).errors ?? []
    if (!error) return undefined
    return error.extensions.argument ? `${error.extensions.code} ${error.extensions.argument}` : error.extensions.code
  }

  /** Entities by their references, as a router requests them. */
  async entities(selection: string, representations: readonly ClientVariables[], as?: As): Promise<ClientResponse> {
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ${selection} } }`
    return this.request(query, { representations }, as)
  }

  /**
   * A subscription, until its reader leaves; the socket goes with it. Throws the error that ends it. One that an election ends is opened
   * again, as by a router: after its last cursor, where it has any.
   */
  async *follow(query: string, variables: ClientVariables = {}, as?: As): AsyncGenerator<ClientResponse, void, void> {
    let after = variables['after']
    for (let began = performance.now(); ; await delay(50)) {
      try {
        for await (const event of this.#followOnce(query, { ...variables, after }, as)) {
          after = cursorIn(event) ?? after
          yield event
          began = performance.now()
        }
        return
      } catch (error) {
        if (!isRefused(error) || performance.now() - began >= electionMs) throw error
      }
    }
  }

  /** The same, for what begins with the present state: where an outage ends it, it is opened again. */
  async *followAgain(
    query: string,
    variables: ClientVariables = {},
    as?: As,
  ): AsyncGenerator<ClientResponse, void, void> {
    for (;;)
      try {
        yield* this.follow(query, variables, as)
        return
      } catch (error) {
        if (!isRefused(error)) throw error
      }
  }

  async *#followOnce(query: string, variables: ClientVariables, as?: As): AsyncGenerator<ClientResponse, void, void> {
    const connectionParams = as ? { authorization: await bearer(as) } : {}
    const url = this.url.replace('http', 'ws')
    const client = createClient({ url, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0, lazy: true })
    try {
      yield* client.iterate<AnswerData>({ query, variables }) as AsyncIterableIterator<ClientResponse> // what we serve, not what a protocol allows
    } finally {
      await client.dispose()
    }
  }
}

/** For now: by what an answer lists as its errors, or a subscription ends with. */
function isRefused(errors: unknown): boolean {
  return Array.isArray(errors) && errors.some((error) => Object(error).extensions?.code === 'SERVICE_UNAVAILABLE')
}

function cursorIn({ data }: ClientResponse): unknown {
  const [update] = Object.values(data ?? {})
  return Object(update).cursor
}
