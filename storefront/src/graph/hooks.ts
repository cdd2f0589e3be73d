import { NetworkStatus } from '@apollo/client'
import type { ErrorLike, OperationVariables, TypedDocumentNode } from '@apollo/client'
import { useApolloClient, useQuery } from '@apollo/client/react'
import { useEffect, useEffectEvent } from 'react'
import { failureOf, mayPass } from './errors.ts'

const AGAIN_MS = 1_500

/** A hidden page sends no queries. */
const unseen = (): boolean => document.hidden

export type LastingQuery<Data, Variables extends OperationVariables> = {
  /** Undefined until all of it is there. */
  readonly data: Data | undefined
  readonly error: ErrorLike | undefined
  readonly refetch: () => Promise<unknown>
  readonly fetchMore: (variables: Partial<Variables>) => Promise<unknown>
  readonly fetchingMore: boolean
}

type ListOptions = {
  readonly skip?: boolean
  readonly pollInterval?: number
  /** Shows what the cache has, and fetches all the same (stale-while-revalidate). */
  readonly revalidate?: boolean
}

/** A query that is sent again where it failed for a passing reason. */
export function useLastingQuery<Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: NoInfer<Variables>,
  { skip = false, pollInterval = 0, revalidate = false }: ListOptions = {},
): LastingQuery<Data, Variables> {
  const { data, dataState, error, refetch, fetchMore, networkStatus } = useQuery<Data>(document, {
    ...{ variables, skip, pollInterval, errorPolicy: 'all', notifyOnNetworkStatusChange: true },
    skipPollAttempt: unseen,
    fetchPolicy: revalidate ? 'cache-and-network' : 'cache-first',
    nextFetchPolicy: 'cache-first',
  })
  useEffect(() => {
    if (!error || !mayPass(error)) return undefined
    const timer = setInterval(() => {
      if (!unseen()) void refetch().catch(() => undefined)
    }, AGAIN_MS)
    return () => clearInterval(timer)
  }, [error, refetch])
  return {
    ...{ data: dataState === 'complete' ? data : undefined, error, refetch },
    fetchMore: (more) => fetchMore({ variables: more }).catch(() => undefined),
    fetchingMore: networkStatus === NetworkStatus.fetchMore,
  }
}

type LiveQuery<Data> = {
  readonly skip?: boolean
  readonly onData?: (data: Data) => void
  readonly onRefusal?: (error: ErrorLike) => void
  /** It broke off, or could not begin, and is tried again. */
  readonly onFailure?: (error: ErrorLike) => void
  /** Nothing ends it: where it completes, the service went away. */
  readonly endless?: boolean
}

/**
 * Follows a stream, where there is one, for as long as it is shown; what comes goes into the cache. Each stream begins with what is, so one
 * that broke off is simply followed anew.
 */
export function useLive<Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables> | undefined,
  variables: Variables,
  { skip = false, onData, onRefusal, onFailure, endless = false }: LiveQuery<Data> = {},
): void {
  const client = useApolloClient()
  const key = JSON.stringify(variables)
  const pass = useEffectEvent((data: Data) => onData?.(data))
  const refuse = useEffectEvent((error: ErrorLike) => onRefusal?.(error))
  const fail = useEffectEvent((error: ErrorLike) => onFailure?.(error))
  const current = useEffectEvent(() => variables)
  useEffect(() => {
    if (skip || !document) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let stream: { unsubscribe: () => void } | undefined
    const failed = (error: ErrorLike): void => {
      if (['NOT_FOUND', 'FORBIDDEN', 'BAD_USER_INPUT'].includes(failureOf(error).code)) return refuse(error)
      fail(error)
      stream?.unsubscribe()
      timer = setTimeout(follow, AGAIN_MS)
    }
    const follow = (): void => {
      clearTimeout(timer)
      stream = client.subscribe<Data, Variables>({ query: document, variables: current() }).subscribe({
        next: ({ data, error }) => {
          if (error) failed(error)
          else if (data) pass(data)
        },
        error: failed,
        complete: () => {
          if (endless) failed(new Error('The stream ended.'))
        },
      })
    }
    follow()
    return () => {
      clearTimeout(timer)
      stream?.unsubscribe()
    }
  }, [client, document, key, skip, endless])
}
