import type { ErrorLike, OperationVariables, TypedDocumentNode } from '@apollo/client'
import { useFirst } from './first.ts'
import type { ListStream } from './live-list.ts'
import { useLiveList } from './live-list.ts'
import { useLastingQuery } from './hooks.ts'
import { PAGE_SIZE } from './page-sizes.ts'

type ListVariables = { readonly first?: number; readonly after?: string | null }

type PagedList = {
  readonly edges: readonly unknown[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

type GrowingList<List extends PagedList> = {
  /** Undefined until it is there. */
  readonly list: List | undefined
  readonly error: ErrorLike | undefined
  /** For the component `More`; undefined where the list is at its end. */
  readonly more: { readonly busy: boolean; readonly onMore: () => void } | undefined
}

/** The newest of a list, kept fresh by its stream where it has one, and as many pages more as the user loads. */
export function useGrowingList<Data, Variables extends OperationVariables, List extends PagedList>(
  query: TypedDocumentNode<Data, Variables>,
  variables: (page: ListVariables) => NoInfer<Variables>,
  listIn: (data: Data) => List | null | undefined,
  stream?: ListStream,
): GrowingList<List> {
  const first = useFirst(query, variables({}), PAGE_SIZE, (data) => listIn(data)?.edges)
  const { data, error, fetchingMore, fetchMore } = useLastingQuery(query, variables({ first }), { revalidate: true })
  const list = data === undefined ? undefined : (listIn(data) ?? undefined)
  useLiveList(query, list?.edges.length, (shown) => variables({ first: shown }), stream)
  const onMore = (): void => void fetchMore(variables({ first: PAGE_SIZE, after: list?.pageInfo.endCursor ?? null }))
  return { list, error, more: list?.pageInfo.hasNextPage ? { busy: fetchingMore, onMore } : undefined }
}
