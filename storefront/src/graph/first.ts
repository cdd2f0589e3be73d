import type { OperationVariables, TypedDocumentNode } from '@apollo/client'
import { useApolloClient } from '@apollo/client/react'
import { useState } from 'react'
import { MAX_PAGE_SIZE } from './page-sizes.ts'

/** How many of a list are fetched at first: as many as the cache has, so that a list is as long after Back as it was before. */
export function useFirst<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: NoInfer<Variables>,
  pageSize: number,
  edgesOf: (data: Data) => readonly unknown[] | undefined,
): number {
  const client = useApolloClient()
  const key = JSON.stringify(variables)
  const [sized, setSized] = useState<{ readonly key: string; readonly first: number }>()
  if (sized?.key === key) return sized.first
  const known = client.readQuery<Data, Variables>({ query, variables })
  const length = known === null ? 0 : (edgesOf(known)?.length ?? 0)
  const first = Math.min(Math.max(length, pageSize), MAX_PAGE_SIZE)
  setSized({ key, first })
  return first
}
