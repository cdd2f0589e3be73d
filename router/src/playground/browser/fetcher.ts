/** How an operation is sent: with the token of its tab, and streams beside the tabs. */
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import type { Fetcher, FetcherParams } from '@graphiql/toolkit'
import { GraphQLError, parse } from 'graphql'
import type { ExecutionResult } from 'graphql'
import { carry } from './carry.ts'
import { layOut, lastPlan } from './plan.ts'
import { isSubscription, operationOf } from './resume.ts'
import { settings } from './settings.ts'
import { isOver } from './streams.ts'
import type { StreamResult, OpenStreams } from './streams.ts'
import type { Tokens } from './tokens.ts'
import type { TabLogin } from '../tabs.ts'

export type OpenTab = { readonly id: string; readonly title: string; readonly login: TabLogin | undefined }

type FetcherOptions = {
  readonly tokens: Tokens
  readonly streams: OpenStreams
  readonly openTab: () => OpenTab
}

export function createFetcher({ tokens, streams, openTab }: FetcherOptions): Fetcher {
  return (graphqlParams, options) => {
    const tab = openTab()
    const params = { ...graphqlParams, operationName: nameIn(graphqlParams) }
    if (isSubscription(asRequest(params))) return subscribed(streams, openTab, tab, params)
    const send = createGraphiQLFetcher({ url: settings.endpoint, fetch: fetchAs(tab.login, tokens, params) })
    return send(params, { headers: options?.headers ?? {} })
  }
}

/** Right after a change of tabs GraphiQL still names the operation of the tab before. */
function nameIn({ query, operationName }: FetcherParams): string | null {
  try {
    return operationOf(parse(query), operationName) ? (operationName ?? null) : null
  } catch {
    return operationName ?? null
  }
}

/** A token that is not believed any more is renewed, and what was refused for it is sent again. */
function fetchAs(login: TabLogin | undefined, tokens: Tokens, { operationName, query }: FetcherParams): typeof fetch {
  const isOwn = operationName !== 'IntrospectionQuery' && !query.includes('__schema')
  return async (input, init) => {
    const post = async (): Promise<Response> => {
      const headers = new Headers(init?.headers)
      if (login && !headers.has('authorization')) headers.set('authorization', `Bearer ${await tokens.of(login)}`)
      return fetch(input, { ...init, headers })
    }
    let response = await post().catch(unreachable)
    if (response.status === 401 && login) {
      tokens.refused(login)
      response = await post().catch(unreachable)
    }
    if (!isOwn) return response
    const plan = response.headers.get('x-query-plan')
    lastPlan.set(
      plan === null ? undefined : { operation: operationName ?? 'the operation', at: new Date(), text: layOut(plan) },
    )
    const answer: Promise<StreamResult> = response.clone().json()
    answer.then(({ data }) => carry(data)).catch(() => undefined) // parts of an answer, or no JSON at all
    return response
  }
}

const AWAY = 'The router does not answer: it is down, or the network is. Run this again when it is back.'

/** An answer in place of `fetch`'s TypeError, whose stack GraphiQL would show. */
function unreachable(error: unknown): Response {
  if (error instanceof TypeError) return Response.json({ errors: [{ message: AWAY }] })
  throw error
}

/**
 * For GraphiQL, the stream as long as its tab is open. It ends the iterator when another tab is opened, and when its stop button is pressed:
 * only then the stream ends too.
 */
function subscribed(
  streams: OpenStreams,
  openTab: () => OpenTab,
  tab: OpenTab,
  params: FetcherParams,
): AsyncIterableIterator<ExecutionResult<Record<string, unknown>, Record<string, unknown>>> {
  const id = streams.open(tab.id, tab.title, asRequest(params), tab.login)
  let seen = 0
  let isLeft = false
  let wake: () => void = () => undefined
  const unsubscribe = streams.all.subscribe(() => wake())
  const end = (): IteratorReturnResult<undefined> => {
    unsubscribe()
    return { done: true, value: undefined }
  }
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      for (;;) {
        const stream = streams.of(id)
        if (isLeft || !stream) return end()
        const event = stream.events[stream.events.length > seen ? stream.events.length - 1 : -1]
        seen = stream.events.length
        if (event) return { done: false, value: asExecuted(event.result) }
        if (isOver(stream)) return end()
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
    return() {
      isLeft = true
      wake()
      setTimeout(() => {
        if (openTab().id === tab.id) streams.stop(id)
      })
      return Promise.resolve(end())
    },
  }
}

function asRequest({ query, operationName, variables }: FetcherParams) {
  return { query, ...(operationName && { operationName }), ...(variables && { variables }) }
}

function asExecuted({ data, errors }: StreamResult) {
  const all = errors?.map(({ message, path, extensions }) => new GraphQLError(message, { path, extensions }))
  return { ...(data && { data }), ...(all && { errors: all }) }
}
