/** A product on the shelf: what may happen to it, and what it then is. */
import type { Refusal } from '@shop/events/decider.ts'
import type { PaymentRejection } from '@shop/contract/values.ts'

export type Product = UnknownProduct | KnownProduct
/** Not added yet. The document exists where it was ordered: the answer to that order does not change. */
export type UnknownProduct = { readonly exists: false; readonly id: string; readonly operations: StockOperations }
export type KnownProduct = {
  readonly exists: true
  readonly id: string
  readonly name: string
  readonly words: readonly string[] // of the name, to be searched for
  readonly price: number // points for one unit
  readonly stock: number // units free to order
  readonly added: number // units that ever came; stock and what live orders hold together
  readonly operations: StockOperations
}

type StockOperations = Readonly<Record<string, StockOperation>>
/** By order id: what that order did here, `withdrawn` being a tombstone: its cancellation came first. Else by admin's command. */
export type StockOperation =
  | { readonly step: 'reserved'; readonly quantity: number }
  | { readonly step: 'rejected' | 'released' | 'restored' | 'withdrawn' }
  | { readonly step: 'added' | 'restocked' | 'repriced' }

/** `operation` of a saga command is the order's id. */
export type ProductCommand =
  | {
      readonly type: 'AddProduct'
      readonly operation: string
      readonly name: string
      readonly price: number
      readonly stock: number
    }
  | { readonly type: 'RestockProduct'; readonly operation: string; readonly quantity: number }
  | { readonly type: 'ChangePrice'; readonly operation: string; readonly price: number }
  | ({ readonly type: 'ReserveStock'; readonly expectedUnitPrice: number | null } & StockForOrder)
  | ({ readonly type: 'ReleaseStock'; readonly reason: PaymentRejection } & StockForOrder)
  | ({ readonly type: 'RestoreStock' } & StockForOrder)
type StockForOrder = { readonly operation: string; readonly userId: string; readonly quantity: number }

/** `STOCK_TOO_LARGE`: the units that ever came would leave GraphQL's Int. Saga commands are never refused. */
export type ProductRefusal = Refusal<'ALREADY_EXISTS' | 'NOT_FOUND' | 'STOCK_TOO_LARGE'>
