/** The review of one order. Its id is the order's. */
import type { Refusal } from '@shop/events/decider.ts'

export type OrderReview = {
  readonly orderId: string
  /** Null until the order has arrived. */
  readonly invited: Invitation | null
  /** Null until it is written; it is written once. */
  readonly written: Written | null
  readonly operations: Readonly<Record<string, 'invited' | 'written'>>
}

export type Invitation = { readonly userId: string; readonly productId: string; readonly quantity: number }
export type Written = { readonly stars: number; readonly text: string; readonly at: string }

export type ReviewCommand =
  | ({ readonly type: 'Invite'; readonly operation: string } & Invitation)
  | { readonly type: 'WriteReview'; readonly operation: string; readonly stars: number; readonly text: string }

export type ReviewRefusal = Refusal<'NOT_INVITED' | 'WRITTEN_ALREADY'>
