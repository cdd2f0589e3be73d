import type { OperationVariables, TypedDocumentNode } from '@apollo/client'
import { useApolloClient } from '@apollo/client/react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useConnectionLost } from './connection.ts'
import { useLive } from './hooks.ts'
import { MAX_PAGE_SIZE, PAGE_SIZE } from './page-sizes.ts'

const POLL_INTERVAL_MS = 2_000

/** A subscription whose first event comes at once, and further ones whenever something in the list has changed: the list is then fetched again. */
export type ListStream = TypedDocumentNode<unknown, Record<string, never>>

/**
 * As many of the newest of a list as are shown are fetched again at each event of its stream, and every two seconds where there is no stream
 * or it is down; while the page is visible, and at once when it becomes so. A list of more than 100 is refreshed only when one goes back to
 * its beginning.
 */
export function useLiveList<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  shown: number | undefined,
  variables: (first: number) => Variables,
  stream: ListStream | undefined,
): void {
  const client = useApolloClient()
  const [streaming, setStreaming] = useState(false)
  const [failed, setFailed] = useState(false)
  const lost = useConnectionLost()
  const upToDate = streaming && !lost && !failed
  const isLoaded = shown !== undefined
  const request = useRef({ now: false, again: false })

  const shownNow = useEffectEvent((): number => shown ?? 0)
  const fetchNewest = useEffectEvent(async (): Promise<void> => {
    if (shown === undefined || shown > MAX_PAGE_SIZE) return
    const first = Math.max(shown, PAGE_SIZE)
    const requested = variables(first)
    await client.query({ query, variables: requested, fetchPolicy: 'no-cache' }).then(
      ({ data }) => {
        setFailed(false)
        if (shownNow() > first)
          request.current.again = true // more has been loaded meanwhile, which this would take away
        else if (data) client.writeQuery({ query, variables: requested, data })
      },
      () => setFailed(true),
    )
  })
  /** One request at a time: an answer that is under way may be older than the latest change. */
  const refresh = useEffectEvent(async (): Promise<void> => {
    const { current } = request
    current.again = true
    if (current.now || !isLoaded) return
    current.now = true
    while (current.again && !document.hidden) {
      current.again = false
      await fetchNewest()
    }
    current.now = false
  })
  const refreshIfVisible = useEffectEvent((): void => {
    if (!document.hidden) void refresh()
  })

  useEffect(() => {
    document.addEventListener('visibilitychange', refreshIfVisible)
    return () => document.removeEventListener('visibilitychange', refreshIfVisible)
  }, [])
  // What changes while the list is first fetched may not be in it.
  useEffect(() => {
    if (isLoaded && request.current.again) refreshIfVisible()
  }, [isLoaded])
  useEffect(() => {
    if (upToDate) return undefined
    const timer = setInterval(() => refreshIfVisible(), POLL_INTERVAL_MS)
    return () => clearInterval(timer)
  }, [upToDate])
  const streamDown = (): void => setStreaming(false)
  const changed = (): void => {
    setStreaming(true)
    refreshIfVisible()
  }
  useLive(stream, {}, { endless: true, onData: changed, onFailure: streamDown, onRefusal: streamDown })
}
