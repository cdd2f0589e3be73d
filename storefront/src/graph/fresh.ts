import type { OperationVariables, TypedDocumentNode } from '@apollo/client'
import { useApolloClient } from '@apollo/client/react'
import { useEffect, useEffectEvent } from 'react'

const EVERY_MS = 2_000
const LARGEST_PAGE = 100
const SMALLEST_PAGE = 20

/**
 * Lists have no stream: so many of the newest as are shown are asked for again every two seconds while the page is seen. A list of more
 * than 100 stays as it is until one goes to its beginning again.
 */
export function useFreshList<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  shown: number | undefined,
  variables: (first: number) => Variables,
): void {
  const client = useApolloClient()
  const refresh = useEffectEvent(() => {
    if (document.hidden || shown === undefined || shown > LARGEST_PAGE) return
    void client
      .query({ query, variables: variables(Math.max(shown, SMALLEST_PAGE)), fetchPolicy: 'network-only' })
      .catch(() => undefined)
  })
  useEffect(() => {
    const timer = setInterval(() => refresh(), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
}
