import type { OperationVariables, TypedDocumentNode } from '@apollo/client'
import { useApolloClient } from '@apollo/client/react'
import { useEffect, useEffectEvent } from 'react'
import { MAX_PAGE_SIZE, PAGE_SIZE } from './page-sizes.ts'

const EVERY_MS = 2_000

/**
 * Lists have no stream: as many of the newest as are shown are fetched again every two seconds while the page is visible,
 * and at once when it is seen again. A list of more than 100 is not refreshed until one goes to its beginning again.
 */
export function useFreshList<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  shown: number | undefined,
  variables: (first: number) => Variables,
): void {
  const client = useApolloClient()
  const refresh = useEffectEvent(() => {
    if (shown === undefined || shown > MAX_PAGE_SIZE) return
    void client
      .query({ query, variables: variables(Math.max(shown, PAGE_SIZE)), fetchPolicy: 'network-only' })
      .catch(() => undefined)
  })
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined
    const goOn = (): void => {
      timer = document.hidden ? undefined : setInterval(() => refresh(), EVERY_MS)
    }
    const seenOrHidden = (): void => {
      clearInterval(timer)
      if (!document.hidden) refresh()
      goOn()
    }
    goOn()
    document.addEventListener('visibilitychange', seenOrHidden)
    return () => {
      document.removeEventListener('visibilitychange', seenOrHidden)
      clearInterval(timer)
    }
  }, [])
}
