import { badUserInput } from '@shop/platform/errors.ts'
import { shownValue } from '@shop/platform/shown-value.ts'

/** Relay's cursor connections (https://relay.dev/graphql/connections.htm), forward only. */
export type Connection<Node> = {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

export type PageArguments = { readonly first?: number | null | undefined; readonly after?: string | null | undefined }

/** A page to be read: at most `limit` rows beyond the key `after`. */
export type PageRequest = { readonly limit: number; readonly after: string | undefined }

/** The cursors of one kind of list: opaque outside, and not taken for those of another list. */
export type Cursors = { readonly list: string; readonly isKey: (key: string) => boolean }

const PAGE_SIZE = 20
const MAX_PAGE_SIZE = 100

/** Throws BAD_USER_INPUT for `first` outside 1 to 100 and for an `after` that is no cursor of this list. */
export function pageOf(cursors: Cursors, { first, after }: PageArguments): PageRequest {
  const limit = first ?? PAGE_SIZE
  if (limit < 1 || limit > MAX_PAGE_SIZE) throw badUserInput('first', `${limit} is not from 1 to ${MAX_PAGE_SIZE}`)
  return { limit, after: after == null ? undefined : keyOf(cursors, after) }
}

/** `rows` are those of the page and, where there are more, the first of the next. */
export function connectionOf<Row, Node>(
  cursors: Cursors,
  page: PageRequest,
  rows: readonly Row[],
  { key, node }: { readonly key: (row: Row) => string; readonly node: (row: Row) => Node },
): Connection<Node> {
  const edges = rows.slice(0, page.limit).map((row) => ({ cursor: cursorOf(cursors, key(row)), node: node(row) }))
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > page.limit,
      hasPreviousPage: page.after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

function cursorOf({ list }: Cursors, key: string): string {
  return Buffer.from(`${list}:${key}`).toString('base64url')
}

function keyOf(cursors: Cursors, cursor: string): string {
  const text = cursor.length <= 300 ? Buffer.from(cursor, 'base64url').toString() : ''
  const key = text.slice(cursors.list.length + 1)
  if (text.startsWith(`${cursors.list}:`) && cursors.isKey(key) && cursorOf(cursors, key) === cursor) return key
  throw badUserInput('after', `${shownValue(cursor)} is not a cursor of this list`)
}
