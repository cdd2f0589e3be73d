/** A user's account of membership points: what may happen to it, and what it then is. */
import type { Refusal } from '@shop/events/decider.ts'

export type Account = {
  /** False until points are first added. The document exists where an order was to be charged: the answer to that order does not change. */
  readonly exists: boolean
  readonly userId: string
  readonly points: number // balance
  readonly spent: number // charged less refunded
  readonly added: number // points that ever came; points and spent together
  readonly operations: Readonly<Record<string, AccountOperation>>
}

/** By order id: what that order did here, `withdrawn` being a tombstone: its cancellation came first. Else by admin's command. */
export type AccountOperation =
  | { readonly step: 'charged'; readonly amount: number }
  | { readonly step: 'declined' | 'refunded' | 'withdrawn' }
  | { readonly step: 'added' }

/** `operation` of a saga command is the order's id. */
export type AccountCommand =
  | { readonly type: 'AddPoints'; readonly operation: string; readonly amount: number }
  | ({ readonly type: 'ChargePoints'; readonly unitPrice: number } & ChargeForOrder)
  | ({ readonly type: 'RefundPoints' } & ChargeForOrder)
type ChargeForOrder = { readonly operation: string; readonly productId: string; readonly quantity: number }

/** `POINTS_TOO_MANY`: the points that ever came would leave GraphQL's Int. Saga commands are never refused. */
export type AccountRefusal = Refusal<'POINTS_TOO_MANY'>
