/**
 * What an event says about a page. Every change is absolute and comes from one source (an aggregate) at one version: of each
 * source the highest version wins, so order and repeats do not matter.
 */
import type { DeliveryStatus, OrderStatus } from '@shop/contract/values.ts'

type SourceVersion = {
  readonly version: number // of the aggregate that says so
  readonly at: string // RFC 3339, UTC, milliseconds
}
/** From the user's account. */
export type PageChange = SourceVersion & {
  readonly userId: string
  readonly points: number
  readonly spent: number // charged less refunded
}
/** From the order, or from its delivery. */
export type PurchaseChange = SourceVersion & {
  readonly orderId: string
  readonly userId: string
  readonly productId: string
  readonly quantity: number
} & (
    | { readonly source: 'order'; readonly orderStatus: OrderStatus; readonly totalPrice: number | null }
    | { readonly source: 'delivery'; readonly deliveryStatus: DeliveryStatus | null }
  )
/** From the product. */
export type ProductChange = SourceVersion & { readonly productId: string; readonly name: string }
