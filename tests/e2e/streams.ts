/** A subscription as a client holds it, over either transport. */
import { createClient as createEventSource } from 'graphql-sse'
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import type { ClientResponse, Client, AnswerData, ClientFailure, ClientVariables } from '../component/client.ts'
import { type As, bearer } from '../component/tokens.ts'

type Source = { readonly answers: AsyncIterator<ClientResponse>; readonly cut: () => void | Promise<void> }
export type Open = (url: string, authorization: string | undefined, query: string, variables: ClientVariables) => Source

export class FollowedOrder {
  readonly #source: Source

  private constructor(source: Source) {
    this.#source = source
  }

  static async open(
    open: Open,
    { url }: Pick<Client, 'url'>,
    query: string,
    variables: ClientVariables,
    as?: As,
  ): Promise<FollowedOrder> {
    return new FollowedOrder(open(url, as && (await bearer(as)), query, variables))
  }

  /** The next event, or the errors that ended the stream; undefined when it has completed. */
  async next(): Promise<ClientResponse | undefined> {
    try {
      const { value, done } = await this.#source.answers.next()
      return done ? undefined : value
    } catch (error) {
      if (Array.isArray(error)) return { errors: error as readonly ClientFailure[] }
      throw error
    }
  }

  /** Everything until it completes. */
  async remaining(): Promise<ClientResponse[]> {
    const answers: ClientResponse[] = []
    for (let answer = await this.next(); answer; answer = await this.next()) answers.push(answer)
    return answers
  }

  /** The connection is gone, without a word. */
  async cut(): Promise<void> {
    await this.#source.cut()
  }
}

export const overWebSocket: Open = (address, authorization, query, variables) => {
  const url = address.replace('http', 'ws')
  const connectionParams = authorization === undefined ? {} : { authorization }
  const client = createClient({ url, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 })
  const answers = client.iterate<AnswerData>({ query, variables }) as AsyncIterator<ClientResponse>
  return { answers: eagerly(answers), cut: () => client.terminate() }
}

/** graphql-ws's iterator waits for ever where the stream has completed without an event before its first `next`. */
function eagerly(answers: AsyncIterator<ClientResponse>): AsyncIterator<ClientResponse> {
  let first: Promise<IteratorResult<ClientResponse>> | undefined = answers.next()
  first.catch(() => undefined) // each call of `next` gets it
  return {
    next: () => {
      const answer = first ?? answers.next()
      first = undefined
      return answer
    },
  }
}

export const overEventStream: Open = (url, authorization, query, variables) => {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
  const client = createEventSource({ url, headers, retryAttempts: 0 })
  const answers = client.iterate<AnswerData>({ query, variables: { ...variables } }) as AsyncIterator<ClientResponse>
  return { answers, cut: () => client.dispose() }
}

export const transports = [
  ['a WebSocket', overWebSocket],
  ['server-sent events', overEventStream],
] as const
