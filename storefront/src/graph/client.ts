/** The way to the supergraph: everything a page shows comes through it. */
import { ApolloClient, ApolloLink, HttpLink, ServerError } from '@apollo/client'
import { SetContextLink } from '@apollo/client/link/context'
import { RetryLink } from '@apollo/client/link/retry'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { OperationTypeNode } from 'graphql'
import { currentSession, onSession } from '../session/session.ts'
import { createCache } from './cache.ts'
import { onConnection, connectionStands } from './connection.ts'
import { socket } from './socket.ts'

const ANSWER_WITHIN_MS = 12_000
const TRIES = 8

const authorize = new SetContextLink(({ headers }) => {
  const session = currentSession()
  return { headers: session ? { ...headers, authorization: `Bearer ${session.token}` } : headers }
})

/** Every operation may be sent again: a mutation has a key, or names the state that it wants. */
const retry = new RetryLink({
  delay: { initial: 250, max: 2_000, jitter: true },
  attempts: (tries, _operation, error) => tries <= TRIES && (!ServerError.is(error) || error.statusCode >= 500),
})

const http = new HttpLink({
  uri: '/graphql',
  fetch: (input, init) => {
    const late = AbortSignal.timeout(ANSWER_WITHIN_MS)
    return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, late]) : late })
  },
})

export const client = new ApolloClient({
  cache: createCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    ApolloLink.from([retry, authorize, http]),
  ),
})

let user: string | undefined
onSession(() => {
  const next = currentSession()?.user
  if (next === user) return
  user = next
  void client.resetStore().catch(() => undefined) // queries that fail say so where they are shown
})

/** What changed while the connection was lost is fetched when it is back. */
onConnection(() => {
  if (connectionStands()) void client.refetchQueries({ include: 'active' }).catch(() => undefined)
})
