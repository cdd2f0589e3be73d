/** A user's page besides the purchases, and the products' names, which purchases show. */
import type { PageChange, ProductChange } from './change.ts'

export type Page = {
  readonly userId: string
  readonly points: number
  readonly spent: number // charged less refunded
  readonly version: number // of the account
}

/** The page after the change; the same object where that says nothing new. */
export function foldPage(page: Page | null, { userId, points, spent, version }: PageChange): Page {
  return page && page.version >= version ? page : { userId, points, spent, version }
}

export type ProductName = {
  readonly productId: string
  readonly name: string
  readonly version: number // of the product
}

/** The name after the change; the same object where that says nothing new. */
export function foldProductName(known: ProductName | null, { productId, name, version }: ProductChange): ProductName {
  return known && known.version >= version ? known : { productId, name, version }
}
