import type { OperationVariables, TypedDocumentNode } from '@apollo/client'
import { useApolloClient } from '@apollo/client/react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useConnectionLost } from './connection.ts'
import { useLive } from './hooks.ts'
import { MAX_PAGE_SIZE, PAGE_SIZE } from './page-sizes.ts'

const EVERY_MS = 2_000

/** A stream that says at once, and then whenever something in the list has changed, that it should be asked for again. */
export type ListStream = TypedDocumentNode<unknown, Record<string, never>>

/**
 * As many of the newest of a list as are shown are fetched again at each event of its stream, and every two seconds where there is no stream
 * or it is down; while the page is visible, and at once when it is again. A list of more than 100 is not refreshed until one goes to its
 * beginning again.
 */
export function useFreshList<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  shown: number | undefined,
  variables: (first: number) => Variables,
  stream: ListStream | undefined,
): void {
  const client = useApolloClient()
  const [stands, setStands] = useState(false)
  const [failed, setFailed] = useState(false)
  const lost = useConnectionLost()
  const followed = stands && !lost && !failed
  const isThere = shown !== undefined
  const request = useRef({ now: false, again: false })

  const shownNow = useEffectEvent((): number => shown ?? 0)
  const ask = useEffectEvent(async (): Promise<void> => {
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
  /** One question at a time: an answer that is under way may be older than what has changed since. */
  const refresh = useEffectEvent(async (): Promise<void> => {
    const { current } = request
    current.again = true
    if (current.now || !isThere) return
    current.now = true
    while (current.again && !document.hidden) {
      current.again = false
      await ask()
    }
    current.now = false
  })
  const refreshIfSeen = useEffectEvent((): void => {
    if (!document.hidden) void refresh()
  })

  useEffect(() => {
    document.addEventListener('visibilitychange', refreshIfSeen)
    return () => document.removeEventListener('visibilitychange', refreshIfSeen)
  }, [])
  // What changes while the list is first fetched may not be in it.
  useEffect(() => {
    if (isThere && request.current.again) refreshIfSeen()
  }, [isThere])
  useEffect(() => {
    if (followed) return undefined
    const timer = setInterval(() => refreshIfSeen(), EVERY_MS)
    return () => clearInterval(timer)
  }, [followed])
  const down = (): void => setStands(false)
  const changed = (): void => {
    setStands(true)
    refreshIfSeen()
  }
  useLive(stream, {}, { endless: true, onData: changed, onFailure: down, onRefusal: down })
}
